-- One transaction, so that a start cut off in the middle leaves nothing half made (scripts/migrate takes it up again).
-- No semicolon but at the end of a statement: the driver adapter cuts the script there.
BEGIN;

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "MemberRole" AS ENUM ('owner', 'admin', 'viewer');

-- CreateEnum
CREATE TYPE "XeroAppKind" AS ENUM ('web', 'custom');

-- CreateEnum
CREATE TYPE "GrantState" AS ENUM ('active', 'ended');

-- CreateEnum
CREATE TYPE "GrantEndedReason" AS ENUM ('revoked', 'expired', 'refused');

-- CreateEnum
CREATE TYPE "RefreshPurpose" AS ENUM ('refresh', 'confirm', 'ladder');

-- CreateEnum
CREATE TYPE "ConnectionState" AS ENUM ('offered', 'connected', 'disconnected_in_xero', 'disconnected');

-- CreateEnum
CREATE TYPE "ConsentPurpose" AS ENUM ('connect', 'reconnect');

-- CreateTable
CREATE TABLE "Installation" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "id" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Installation_pkey" PRIMARY KEY ("singleton")
);

-- CreateTable
CREATE TABLE "Member" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "MemberRole" NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),
    "lastSignedInAt" TIMESTAMPTZ(3),

    CONSTRAINT "Member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Invitation" (
    "id" UUID NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" "MemberRole" NOT NULL,
    "invitedById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "acceptedAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),

    CONSTRAINT "Invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SetupCode" (
    "codeHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "consumedAt" TIMESTAMPTZ(3),

    CONSTRAINT "SetupCode_pkey" PRIMARY KEY ("codeHash")
);

-- CreateTable
CREATE TABLE "Throttle" (
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "windowStartedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "XeroApp" (
    "id" UUID NOT NULL,
    "kind" "XeroAppKind" NOT NULL DEFAULT 'web',
    "issuer" TEXT NOT NULL,
    "clientId" TEXT NOT NULL,
    "clientSecretsSealed" TEXT NOT NULL,
    "scopes" TEXT[],
    "current" BOOLEAN NOT NULL DEFAULT false,
    "faultSince" TIMESTAMPTZ(3),
    "faultCode" TEXT,
    "faultProbeDueAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "XeroApp_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Grant" (
    "id" UUID NOT NULL,
    "xeroAppId" UUID NOT NULL,
    "xeroUserId" UUID NOT NULL,
    "xeroUserName" TEXT NOT NULL,
    "xeroUserEmail" TEXT,
    "scopes" TEXT[],
    "state" "GrantState" NOT NULL DEFAULT 'active',
    "endedReason" "GrantEndedReason",
    "endedAt" TIMESTAMPTZ(3),
    "consentedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "consentedById" UUID,
    "chain" INTEGER NOT NULL DEFAULT 1,
    "rotation" INTEGER NOT NULL DEFAULT 0,
    "currentTokenSetId" UUID,
    "leaseEpoch" INTEGER NOT NULL DEFAULT 0,
    "leaseHolder" TEXT,
    "leaseUntil" TIMESTAMPTZ(3),
    "nextAttemptAt" TIMESTAMPTZ(3),
    "refreshDueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "confirmationsDue" INTEGER NOT NULL DEFAULT 0,
    "lastUsedAt" TIMESTAMPTZ(3),
    "lastRefreshedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "refreshTokenExpiresAt" TIMESTAMPTZ(3) NOT NULL,
    "lastOutcome" TEXT,
    "lastOutcomeAt" TIMESTAMPTZ(3),
    "failingSince" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "strikes" INTEGER NOT NULL DEFAULT 0,
    "lastCheckedAt" TIMESTAMPTZ(3),
    "checkDueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "checkFailingSince" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TokenSet" (
    "id" UUID NOT NULL,
    "grantId" UUID NOT NULL,
    "chain" INTEGER NOT NULL,
    "rotation" INTEGER NOT NULL,
    "parentId" UUID,
    "attemptId" UUID,
    "accessTokenSealed" TEXT,
    "refreshTokenSealed" TEXT,
    "fingerprint" TEXT NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,
    "accessTokenExpiresAt" TIMESTAMPTZ(3) NOT NULL,
    "firstPresentedAt" TIMESTAMPTZ(3),
    "presentations" INTEGER NOT NULL DEFAULT 0,
    "confirmedAt" TIMESTAMPTZ(3),
    "refusedAt" TIMESTAMPTZ(3),
    "scrubbedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TokenSet_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "RefreshAttempt" (
    "id" UUID NOT NULL,
    "grantId" UUID NOT NULL,
    "tokenSetId" UUID NOT NULL,
    "purpose" "RefreshPurpose" NOT NULL,
    "epoch" INTEGER NOT NULL,
    "keeperId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "httpStatus" INTEGER,
    "errorCode" TEXT,
    "correlationId" TEXT,

    CONSTRAINT "RefreshAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Tenant" (
    "tenantId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("tenantId")
);

-- CreateTable
CREATE TABLE "Connection" (
    "id" UUID NOT NULL,
    "connectionId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "grantId" UUID NOT NULL,
    "authEventId" UUID,
    "state" "ConnectionState" NOT NULL,
    "connectedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConsentRequest" (
    "id" UUID NOT NULL,
    "stateHash" TEXT NOT NULL,
    "browserHash" TEXT NOT NULL,
    "verifierSealed" TEXT,
    "nonce" TEXT NOT NULL,
    "purpose" "ConsentPurpose" NOT NULL,
    "tenantId" UUID,
    "memberId" UUID NOT NULL,
    "xeroAppId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "consumedAt" TIMESTAMPTZ(3),
    "grantId" UUID,
    "authEventId" UUID,
    "outcome" JSONB,

    CONSTRAINT "ConsentRequest_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" TEXT NOT NULL,
    "memberId" UUID,
    "tenantId" UUID,
    "grantId" UUID,
    "address" TEXT,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Installation_id_key" ON "Installation"("id");

-- CreateIndex
CREATE UNIQUE INDEX "Member_email_key" ON "Member"("email");

-- CreateIndex
CREATE INDEX "Session_memberId_endedAt_idx" ON "Session"("memberId", "endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");

-- CreateIndex
CREATE INDEX "Invitation_acceptedAt_expiresAt_idx" ON "Invitation"("acceptedAt", "expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "XeroApp_issuer_clientId_key" ON "XeroApp"("issuer", "clientId");

-- CreateIndex
CREATE UNIQUE INDEX "Grant_currentTokenSetId_key" ON "Grant"("currentTokenSetId");

-- CreateIndex
CREATE INDEX "Grant_state_refreshDueAt_idx" ON "Grant"("state", "refreshDueAt");

-- CreateIndex
CREATE INDEX "Grant_state_checkDueAt_idx" ON "Grant"("state", "checkDueAt");

-- CreateIndex
CREATE UNIQUE INDEX "Grant_xeroAppId_xeroUserId_key" ON "Grant"("xeroAppId", "xeroUserId");

-- CreateIndex
CREATE UNIQUE INDEX "TokenSet_attemptId_key" ON "TokenSet"("attemptId");

-- CreateIndex
CREATE INDEX "TokenSet_parentId_idx" ON "TokenSet"("parentId");

-- CreateIndex
CREATE UNIQUE INDEX "TokenSet_grantId_rotation_key" ON "TokenSet"("grantId", "rotation");

-- CreateIndex
CREATE INDEX "RefreshAttempt_grantId_startedAt_idx" ON "RefreshAttempt"("grantId", "startedAt");

-- CreateIndex
CREATE INDEX "RefreshAttempt_tokenSetId_idx" ON "RefreshAttempt"("tokenSetId");

-- CreateIndex
CREATE INDEX "Tenant_removedAt_name_idx" ON "Tenant"("removedAt", "name");

-- CreateIndex
CREATE INDEX "Connection_tenantId_state_idx" ON "Connection"("tenantId", "state");

-- CreateIndex
CREATE UNIQUE INDEX "Connection_grantId_tenantId_key" ON "Connection"("grantId", "tenantId");

-- CreateIndex
CREATE UNIQUE INDEX "ConsentRequest_stateHash_key" ON "ConsentRequest"("stateHash");

-- CreateIndex
CREATE INDEX "ConsentRequest_expiresAt_idx" ON "ConsentRequest"("expiresAt");

-- CreateIndex
CREATE INDEX "AuditEvent_at_id_idx" ON "AuditEvent"("at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_tenantId_id_idx" ON "AuditEvent"("tenantId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_grantId_id_idx" ON "AuditEvent"("grantId", "id" DESC);

-- CreateIndex
CREATE INDEX "AuditEvent_kind_id_idx" ON "AuditEvent"("kind", "id" DESC);

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Invitation" ADD CONSTRAINT "Invitation_invitedById_fkey" FOREIGN KEY ("invitedById") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_xeroAppId_fkey" FOREIGN KEY ("xeroAppId") REFERENCES "XeroApp"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_consentedById_fkey" FOREIGN KEY ("consentedById") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_currentTokenSetId_fkey" FOREIGN KEY ("currentTokenSetId") REFERENCES "TokenSet"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TokenSet" ADD CONSTRAINT "TokenSet_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TokenSet" ADD CONSTRAINT "TokenSet_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "TokenSet"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RefreshAttempt" ADD CONSTRAINT "RefreshAttempt_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "RefreshAttempt" ADD CONSTRAINT "RefreshAttempt_tokenSetId_fkey" FOREIGN KEY ("tokenSetId") REFERENCES "TokenSet"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("tenantId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsentRequest" ADD CONSTRAINT "ConsentRequest_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsentRequest" ADD CONSTRAINT "ConsentRequest_xeroAppId_fkey" FOREIGN KEY ("xeroAppId") REFERENCES "XeroApp"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsentRequest" ADD CONSTRAINT "ConsentRequest_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEvent" ADD CONSTRAINT "AuditEvent_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEvent" ADD CONSTRAINT "AuditEvent_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("tenantId") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditEvent" ADD CONSTRAINT "AuditEvent_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- The row exists from the start, so that nothing is ever sealed without an installation to bind it to.
INSERT INTO "Installation" ("singleton", "id") VALUES (true, gen_random_uuid());
ALTER TABLE "Installation" ADD CONSTRAINT "Installation_singleton_check" CHECK ("singleton");

-- The one definition of an organisation's status: the best connection of each tenant, chain × tenant, by the
-- database's clock. "standing" is 'status:reason', which lib/tenants turns into words.
CREATE VIEW "TenantOverview" AS
SELECT DISTINCT ON (t."tenantId")
  t."tenantId",
  t."name",
  t."type",
  t."removedAt",
  c."connectionId",
  c."state" AS "connectionState",
  c."connectedAt",
  c."lastSeenAt",
  c."endedAt" AS "connectionEndedAt",
  g."id" AS "grantId",
  g."xeroUserId",
  g."xeroUserName",
  g."xeroUserEmail",
  g."scopes",
  g."consentedAt",
  g."endedAt" AS "grantEndedAt",
  g."refreshTokenExpiresAt",
  g."lastRefreshedAt",
  g."lastCheckedAt",
  coalesce(a."faultSince", g."failingSince", g."checkFailingSince") AS "failingSince",
  g."lastOutcome",
  split_part(s."standing", ':', 1) AS "status",
  split_part(s."standing", ':', 2) AS "reason",
  s."urgency"
FROM "Tenant" t
JOIN "Connection" c ON c."tenantId" = t."tenantId" AND c."state" <> 'offered'
JOIN "Grant" g ON g."id" = c."grantId"
JOIN "XeroApp" a ON a."id" = g."xeroAppId"
CROSS JOIN LATERAL (
  SELECT CASE
    WHEN t."removedAt" IS NOT NULL OR c."state" = 'disconnected' THEN 'removed:by_member'
    WHEN NOT a."current" THEN 'paused:other_app'
    WHEN g."state" = 'ended' THEN 'reconnect_needed:' || coalesce(g."endedReason"::text, 'refused')
    WHEN g."refreshTokenExpiresAt" <= clock_timestamp() THEN 'reconnect_needed:expired'
    WHEN c."state" = 'disconnected_in_xero' THEN 'disconnected_in_xero:not_listed'
    WHEN a."faultSince" IS NOT NULL THEN 'paused:app_fault'
    WHEN g."strikes" > 0 THEN 'xero_not_answering:question'
    WHEN g."failingSince" IS NOT NULL THEN 'xero_not_answering:refresh'
    WHEN g."checkFailingSince" IS NOT NULL THEN 'xero_not_answering:check'
    WHEN g."refreshTokenExpiresAt" <= clock_timestamp() + interval '14 days' THEN 'expiring_soon:unused'
    ELSE 'healthy:ok'
  END AS "standing"
) w
CROSS JOIN LATERAL (
  SELECT w."standing", CASE split_part(w."standing", ':', 1)
    WHEN 'reconnect_needed' THEN 0
    WHEN 'disconnected_in_xero' THEN 1
    WHEN 'expiring_soon' THEN 2
    WHEN 'paused' THEN 3
    WHEN 'xero_not_answering' THEN 4
    WHEN 'healthy' THEN 5
    ELSE 6
  END AS "urgency"
) s
ORDER BY
  t."tenantId",
  CASE s."urgency" WHEN 5 THEN 0 WHEN 2 THEN 1 WHEN 4 THEN 2 WHEN 3 THEN 3 WHEN 1 THEN 4 WHEN 0 THEN 5 ELSE 6 END,
  g."consentedAt" DESC,
  g."id";

COMMIT;
