-- An organisation is renamed or removed: keeper/services/memory/token-cache.ts forgets it.
CREATE OR REPLACE TRIGGER "Tenant_tell" AFTER UPDATE OF "name", "removedAt" ON "Tenant"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('tenant', 'tenantId');
