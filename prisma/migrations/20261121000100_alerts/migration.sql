-- Alerts: what is wrong, who is told, and what became of telling them.
BEGIN;

-- CreateEnum
CREATE TYPE "AlertChannelKind" AS ENUM ('email', 'webhook');

-- CreateEnum
CREATE TYPE "SmtpSecurity" AS ENUM ('tls', 'starttls', 'none');

-- CreateEnum
CREATE TYPE "AlertKind" AS ENUM ('reconnect_needed', 'disconnected_in_xero', 'chain_stale', 'incident');

-- CreateEnum
CREATE TYPE "AlertPhase" AS ENUM ('opened', 'escalated', 'resolved', 'test');

-- CreateEnum
CREATE TYPE "AlertDeliveryState" AS ENUM ('waiting', 'delivered', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "AlertChannel" (
    "id" UUID NOT NULL,
    "kind" "AlertChannelKind" NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),
    "smtpHost" TEXT,
    "smtpPort" INTEGER,
    "smtpSecurity" "SmtpSecurity",
    "smtpName" TEXT,
    "smtpPasswordSealed" TEXT,
    "mailFrom" TEXT,
    "mailTo" TEXT[],
    "url" TEXT,
    "secretSealed" TEXT,
    "previousSecretSealed" TEXT,
    "previousSecretUntil" TIMESTAMPTZ(3),

    CONSTRAINT "AlertChannel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Alert" (
    "id" UUID NOT NULL,
    "kind" "AlertKind" NOT NULL,
    "subject" UUID NOT NULL,
    "grantId" UUID,
    "tenantId" UUID,
    "level" INTEGER NOT NULL DEFAULT 0,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "openedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolvedAt" TIMESTAMPTZ(3),
    "resolution" TEXT,
    "toldLevel" INTEGER,
    "settledAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertDelivery" (
    "id" UUID NOT NULL,
    "alertId" UUID,
    "channelId" UUID NOT NULL,
    "phase" "AlertPhase" NOT NULL,
    "message" JSONB NOT NULL,
    "state" "AlertDeliveryState" NOT NULL DEFAULT 'waiting',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "queuedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attemptCount" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AlertDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertAttempt" (
    "id" BIGSERIAL NOT NULL,
    "deliveryId" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "tookInMilliseconds" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "evidence" TEXT,

    CONSTRAINT "AlertAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AlertWatch" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "seenEventId" BIGINT NOT NULL DEFAULT 0,
    "markEventId" BIGINT NOT NULL DEFAULT 0,
    "markedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sweepDueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AlertWatch_pkey" PRIMARY KEY ("singleton"),
    CONSTRAINT "AlertWatch_one_row" CHECK ("singleton")
);

-- CreateIndex
CREATE INDEX "Alert_openedAt_id_idx" ON "Alert"("openedAt" DESC, "id");

-- CreateIndex
CREATE INDEX "AlertDelivery_createdAt_id_idx" ON "AlertDelivery"("createdAt" DESC, "id");

-- CreateIndex
CREATE INDEX "AlertDelivery_alertId_idx" ON "AlertDelivery"("alertId");

-- CreateIndex
CREATE INDEX "AlertDelivery_channelId_createdAt_idx" ON "AlertDelivery"("channelId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "AlertAttempt_deliveryId_id_idx" ON "AlertAttempt"("deliveryId", "id");

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("tenantId") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertDelivery" ADD CONSTRAINT "AlertDelivery_alertId_fkey" FOREIGN KEY ("alertId") REFERENCES "Alert"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertDelivery" ADD CONSTRAINT "AlertDelivery_channelId_fkey" FOREIGN KEY ("channelId") REFERENCES "AlertChannel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AlertAttempt" ADD CONSTRAINT "AlertAttempt_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "AlertDelivery"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- One problem, one open alert.
CREATE UNIQUE INDEX "Alert_open_key" ON "Alert"("kind", "subject") WHERE "resolvedAt" IS NULL;

-- Of what there is still something to say, found without reading every alert ever opened.
CREATE INDEX "Alert_unsettled_idx" ON "Alert"("id") WHERE "settledAt" IS NULL;

INSERT INTO "AlertWatch" ("singleton", "seenEventId", "markEventId")
SELECT true, coalesce(max("id"), 0), coalesce(max("id"), 0) FROM "AuditEvent";

COMMIT;
