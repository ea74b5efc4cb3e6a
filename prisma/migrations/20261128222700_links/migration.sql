-- People outside give consents by links; what came by one may wait for an admin's approval.

-- CreateEnum
CREATE TYPE "LinkPurpose" AS ENUM ('connect', 'reconnect', 'second_authoriser', 'wider_scopes');

-- CreateEnum
CREATE TYPE "LinkState" AS ENUM ('made', 'sent', 'opened', 'at_xero', 'failed', 'declined', 'done', 'withdrawn');

-- CreateEnum
CREATE TYPE "LinkStandingState" AS ENUM ('made', 'sent', 'opened', 'at_xero', 'failed', 'expired', 'declined', 'done', 'withdrawn');

-- AlterTable
ALTER TABLE "ConsentRequest" ADD COLUMN     "linkId" UUID,
ALTER COLUMN "memberId" DROP NOT NULL;

-- AlterTable
ALTER TABLE "Grant" ADD COLUMN     "consentedByLinkId" UUID;

-- AlterTable
ALTER TABLE "Tenant" ADD COLUMN     "heldSince" TIMESTAMPTZ(3),
ADD COLUMN     "reference" TEXT;

-- CreateTable
CREATE TABLE "Link" (
    "id" UUID NOT NULL,
    "purpose" "LinkPurpose" NOT NULL,
    "tenantId" UUID,
    "recipientName" TEXT,
    "recipientEmail" TEXT,
    "note" TEXT,
    "reference" TEXT,
    "returnTo" TEXT,
    "madeById" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "days" INTEGER NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "state" "LinkState" NOT NULL DEFAULT 'made',
    "sentAt" TIMESTAMPTZ(3),
    "openedAt" TIMESTAMPTZ(3),
    "atXeroAt" TIMESTAMPTZ(3),
    "failedAt" TIMESTAMPTZ(3),
    "declinedAt" TIMESTAMPTZ(3),
    "doneAt" TIMESTAMPTZ(3),
    "withdrawnAt" TIMESTAMPTZ(3),
    "failure" TEXT,
    "claimedBy" UUID,
    "claimedUntil" TIMESTAMPTZ(3),
    "askedAnewAt" TIMESTAMPTZ(3),

    CONSTRAINT "Link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LinkToken" (
    "digest" TEXT NOT NULL,
    "linkId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "LinkToken_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "LinkSettings" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "askerName" TEXT,
    "contact" TEXT,
    "returnOrigins" TEXT[],
    "holdsNew" BOOLEAN NOT NULL DEFAULT true,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "LinkSettings_pkey" PRIMARY KEY ("singleton")
);

-- CreateIndex
CREATE INDEX "Link_state_expiresAt_idx" ON "Link"("state", "expiresAt");

-- CreateIndex
CREATE INDEX "Link_tenantId_idx" ON "Link"("tenantId");

-- CreateIndex
CREATE INDEX "LinkToken_linkId_createdAt_idx" ON "LinkToken"("linkId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "ConsentRequest_linkId_createdAt_idx" ON "ConsentRequest"("linkId", "createdAt");

-- CreateIndex
CREATE INDEX "Tenant_reference_idx" ON "Tenant"("reference");

-- AddForeignKey
ALTER TABLE "Grant" ADD CONSTRAINT "Grant_consentedByLinkId_fkey" FOREIGN KEY ("consentedByLinkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsentRequest" ADD CONSTRAINT "ConsentRequest_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Link" ADD CONSTRAINT "Link_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("tenantId") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Link" ADD CONSTRAINT "Link_madeById_fkey" FOREIGN KEY ("madeById") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LinkToken" ADD CONSTRAINT "LinkToken_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- A consent has one beginner.
ALTER TABLE "ConsentRequest" ADD CONSTRAINT "ConsentRequest_beginner" CHECK (num_nonnulls("memberId", "linkId") = 1);
ALTER TABLE "Link" ADD CONSTRAINT "Link_about" CHECK (("purpose" = 'connect') = ("tenantId" IS NULL));
