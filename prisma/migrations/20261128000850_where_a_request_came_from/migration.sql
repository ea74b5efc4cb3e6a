-- Events name the browser and the request beside the address, and are found by member and address.
ALTER TABLE "AuditEvent" ADD COLUMN "browser" TEXT, ADD COLUMN "requestId" UUID;

CREATE INDEX "AuditEvent_memberId_id_idx" ON "AuditEvent" ("memberId", "id" DESC);
CREATE INDEX "AuditEvent_address_id_idx" ON "AuditEvent" ("address", "id" DESC);
