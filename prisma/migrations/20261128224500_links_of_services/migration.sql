ALTER TABLE "Link"
  ADD COLUMN "serviceId" UUID,
  ADD COLUMN "idempotencyKey" TEXT,
  ADD COLUMN "requestDigest" TEXT,
  ADD COLUMN "reached" UUID[] DEFAULT ARRAY[]::UUID[];
CREATE UNIQUE INDEX "Link_serviceId_idempotencyKey_key" ON "Link" ("serviceId", "idempotencyKey");
