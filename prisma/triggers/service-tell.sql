-- A service is added, disabled, revoked, or let do more or less: keeper/services/memory/service-cache.ts forgets it.
CREATE OR REPLACE TRIGGER "Service_tell" AFTER INSERT OR UPDATE ON "Service"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('service', 'id');
