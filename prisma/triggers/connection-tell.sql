-- An organisation is reached by a consent more or less: keeper/services/memory/token-cache.ts forgets it.
CREATE OR REPLACE TRIGGER "Connection_tell" AFTER INSERT OR DELETE OR UPDATE OF "state", "grantId", "place" ON "Connection"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('tenant', 'tenantId');
