BEGIN;

-- Work on many organisations that a member asked for at once.
CREATE TYPE "JobAct" AS ENUM ('check', 'refresh', 'disconnect', 'add_to_service');
CREATE TYPE "JobRowState" AS ENUM ('waiting', 'done', 'stopped');

CREATE TABLE "Job" (
    "id" UUID NOT NULL,
    "act" "JobAct" NOT NULL,
    "memberId" UUID NOT NULL,
    "serviceId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "stoppedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Job_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Job_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "Job_createdAt_id_idx" ON "Job"("createdAt" DESC, "id");

CREATE TABLE "JobRow" (
    "jobId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "leaderId" UUID NOT NULL,
    "state" "JobRowState" NOT NULL DEFAULT 'waiting',
    "turn" INTEGER NOT NULL DEFAULT 0,
    "dueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT date_trunc('milliseconds'::text, clock_timestamp()),
    "claimedUntil" TIMESTAMPTZ(3),
    "outcome" JSONB,
    "isGood" BOOLEAN,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "JobRow_pkey" PRIMARY KEY ("jobId", "tenantId"),
    CONSTRAINT "JobRow_jobId_fkey" FOREIGN KEY ("jobId") REFERENCES "Job"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "JobRow_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("tenantId") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "JobRow_jobId_leaderId_idx" ON "JobRow"("jobId", "leaderId");
CREATE INDEX "JobRow_due_idx" ON "JobRow"("dueAt") WHERE "state" = 'waiting' AND "tenantId" = "leaderId";

COMMIT;
