-- A client secret comes or goes: keeper/services/memory/service-cache.ts forgets its service. That one was used is no news.
CREATE OR REPLACE TRIGGER "ServiceSecret_tell" AFTER INSERT OR DELETE ON "ServiceSecret"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('service', 'serviceId');
