BEGIN;

-- Deriving the look of each name again whenever a page shows 3,000 of them takes seconds.
DROP INDEX "Tenant_look_idx";
ALTER TABLE "Tenant" ADD COLUMN "look" TEXT GENERATED ALWAYS AS ("lookOfName"("name")) STORED;
CREATE INDEX "Tenant_look_idx" ON "Tenant" ("look");

COMMIT;
