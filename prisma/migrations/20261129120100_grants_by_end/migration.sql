CREATE INDEX CONCURRENTLY IF NOT EXISTS "Grant_refreshTokenExpiresAt_idx" ON "Grant" ("refreshTokenExpiresAt");
