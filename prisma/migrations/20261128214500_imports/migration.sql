-- Refresh tokens that people hold elsewhere come in: each row is presented once, under the protocol of a chain.
CREATE TABLE "Import" (
    "id" UUID NOT NULL,
    "fileName" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "memberId" UUID,
    "serviceId" UUID,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ImportRow" (
    "id" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "reference" TEXT,
    "issuedAt" TIMESTAMPTZ(3),
    "fingerprint" TEXT,
    "tokenSealed" TEXT,
    "firstPresentedAt" TIMESTAMPTZ(3),
    "presentations" INTEGER NOT NULL DEFAULT 0,
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseEpoch" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "strikes" INTEGER NOT NULL DEFAULT 0,
    "lastTrouble" TEXT,
    "answeredAt" TIMESTAMPTZ(3),
    "grantId" UUID,
    "parentId" UUID,
    "outcome" JSONB,
    "outcomeAt" TIMESTAMPTZ(3),

    CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ImportAttempt" (
    "id" UUID NOT NULL,
    "rowId" UUID NOT NULL,
    "keeperId" TEXT NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "finishedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "httpStatus" INTEGER,
    "answeredAt" TIMESTAMPTZ(3),
    "answerSealed" TEXT,

    CONSTRAINT "ImportAttempt_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "Import_createdAt_idx" ON "Import"("createdAt" DESC);

CREATE UNIQUE INDEX "ImportRow_importId_position_key" ON "ImportRow"("importId", "position");

CREATE INDEX "ImportRow_nextAttemptAt_idx" ON "ImportRow"("nextAttemptAt");

CREATE INDEX "ImportRow_fingerprint_idx" ON "ImportRow"("fingerprint");

CREATE INDEX "ImportRow_grantId_idx" ON "ImportRow"("grantId");

CREATE INDEX "ImportAttempt_rowId_idx" ON "ImportAttempt"("rowId");

ALTER TABLE "Import" ADD CONSTRAINT "Import_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "Import" ADD CONSTRAINT "Import_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "Service"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "ImportRow" ADD CONSTRAINT "ImportRow_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "ImportRow" ADD CONSTRAINT "ImportRow_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant"("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "ImportAttempt" ADD CONSTRAINT "ImportAttempt_rowId_fkey" FOREIGN KEY ("rowId") REFERENCES "ImportRow"("id") ON DELETE CASCADE ON UPDATE CASCADE;
