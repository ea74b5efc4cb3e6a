CREATE INDEX CONCURRENTLY IF NOT EXISTS "Connection_marked_idx" ON "Connection" ("tenantId") WHERE "state" <> 'connected';
