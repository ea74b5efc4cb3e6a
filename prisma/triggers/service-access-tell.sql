-- A service may reach an organisation more or less: keeper/services/memory/service-cache.ts forgets the service.
CREATE OR REPLACE TRIGGER "ServiceAccess_tell" AFTER INSERT OR DELETE ON "ServiceAccess"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('service', 'serviceId');
