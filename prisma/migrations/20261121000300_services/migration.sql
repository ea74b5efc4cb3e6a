-- Services: programs that fetch access tokens, what they may reach, and the ledger of what they fetched.
BEGIN;

-- CreateEnum
CREATE TYPE "ServiceReach" AS ENUM ('chosen', 'all');

-- AlterEnum
ALTER TYPE "AlertKind" ADD VALUE 'service_access';

-- AlterTable
ALTER TABLE "AuditEvent" ADD COLUMN     "serviceId" UUID;

-- AlterTable
ALTER TABLE "Member" ADD COLUMN     "accessSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "Service" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "reach" "ServiceReach" NOT NULL,
    "networks" TEXT[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdById" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "disabledAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Service_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceSecret" (
    "id" UUID NOT NULL,
    "serviceId" UUID NOT NULL,
    "digest" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ServiceSecret_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServiceAccess" (
    "serviceId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ServiceAccess_pkey" PRIMARY KEY ("serviceId","tenantId")
);

-- CreateTable
CREATE TABLE "TokenFetch" (
    "serviceId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "fetches" INTEGER NOT NULL,
    "firstAt" TIMESTAMPTZ(3) NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "TokenFetch_pkey" PRIMARY KEY ("serviceId","tenantId","day")
);

-- CreateTable
CREATE TABLE "ServiceDenial" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "serviceId" UUID,
    "tenantId" UUID,
    "reason" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "denials" INTEGER NOT NULL,
    "lastAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceDenial_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "ServiceSecret_digest_key" ON "ServiceSecret"("digest");

-- CreateIndex
CREATE INDEX "ServiceSecret_serviceId_idx" ON "ServiceSecret"("serviceId");

-- CreateIndex
CREATE INDEX "ServiceAccess_tenantId_idx" ON "ServiceAccess"("tenantId");

-- CreateIndex
CREATE INDEX "TokenFetch_tenantId_day_idx" ON "TokenFetch"("tenantId", "day");

-- CreateIndex
CREATE INDEX "TokenFetch_day_idx" ON "TokenFetch"("day");

-- CreateIndex
CREATE UNIQUE INDEX "ServiceDenial_key_key" ON "ServiceDenial"("key");

-- CreateIndex
CREATE INDEX "ServiceDenial_serviceId_hour_idx" ON "ServiceDenial"("serviceId", "hour" DESC);

-- CreateIndex
CREATE INDEX "ServiceDenial_hour_idx" ON "ServiceDenial"("hour");

-- CreateIndex
CREATE INDEX "AuditEvent_serviceId_id_idx" ON "AuditEvent"("serviceId", "id" DESC);

-- AddForeignKey
ALTER TABLE "Service" ADD CONSTRAINT "Service_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceSecret" ADD CONSTRAINT "ServiceSecret_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceAccess" ADD CONSTRAINT "ServiceAccess_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceAccess" ADD CONSTRAINT "ServiceAccess_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("tenantId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TokenFetch" ADD CONSTRAINT "TokenFetch_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServiceDenial" ADD CONSTRAINT "ServiceDenial_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEvent" ADD CONSTRAINT "AuditEvent_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Whatever may change an answer to a service is told to every keeper when it is committed: "service:id", "grant:id",
-- "tenant:id" or "all:". The semicolons of the body are written \x3b, because scripts are cut into statements at each one.
CREATE FUNCTION "tellKeepers"() RETURNS trigger LANGUAGE plpgsql AS E'
BEGIN
  PERFORM pg_notify(\'tenantry\', TG_ARGV[0] || \':\' || coalesce(
    to_jsonb(CASE WHEN TG_OP = \'DELETE\' THEN OLD ELSE NEW END) ->> TG_ARGV[1], \'\'))\x3b
  RETURN NULL\x3b
END';

CREATE TRIGGER "Service_tell" AFTER INSERT OR UPDATE ON "Service"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('service', 'id');

CREATE TRIGGER "ServiceSecret_tell" AFTER INSERT OR DELETE ON "ServiceSecret"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('service', 'serviceId');

CREATE TRIGGER "ServiceAccess_tell" AFTER INSERT OR DELETE ON "ServiceAccess"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('service', 'serviceId');

CREATE TRIGGER "Grant_tell" AFTER UPDATE ON "Grant" FOR EACH ROW
  WHEN ((NEW."currentTokenSetId", NEW."state", NEW."endedReason", NEW."failingSince", NEW."strikes")
    IS DISTINCT FROM (OLD."currentTokenSetId", OLD."state", OLD."endedReason", OLD."failingSince", OLD."strikes"))
  EXECUTE FUNCTION "tellKeepers"('grant', 'id');

CREATE TRIGGER "Connection_tell" AFTER INSERT OR DELETE OR UPDATE OF "state", "grantId" ON "Connection"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('tenant', 'tenantId');

CREATE TRIGGER "Tenant_tell" AFTER UPDATE OF "name", "removedAt" ON "Tenant"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('tenant', 'tenantId');

CREATE TRIGGER "XeroApp_tell" AFTER UPDATE OF "current", "faultSince" ON "XeroApp"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('all', 'nothing');

CREATE TRIGGER "Installation_tell" AFTER UPDATE OF "holderId", "keeperInstallationId" ON "Installation"
  FOR EACH ROW EXECUTE FUNCTION "tellKeepers"('all', 'nothing');

COMMIT;
