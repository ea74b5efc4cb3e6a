CREATE INDEX CONCURRENTLY IF NOT EXISTS "Tenant_held_idx" ON "Tenant" ("heldSince", "tenantId") WHERE "heldSince" IS NOT NULL;
