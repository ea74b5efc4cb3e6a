-- An organisation is renamed, removed or approved: keeper/services/memory/token-cache.ts forgets it.
CREATE OR REPLACE TRIGGER "Tenant_tell" AFTER UPDATE OF "name", "removedAt", "heldSince" ON "Tenant"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('tenant', 'tenantId');
