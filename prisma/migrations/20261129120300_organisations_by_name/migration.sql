-- The order of the list.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Tenant_order_idx" ON "Tenant" (lower("name"), "tenantId");
