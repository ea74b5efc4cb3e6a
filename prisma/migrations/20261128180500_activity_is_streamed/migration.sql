-- A webhook may get the whole activity in place of alerts: up to which event it has it, and when it is sent the next ones.
ALTER TABLE "AlertChannel"
  ADD COLUMN "streams" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "streamedTo" BIGINT,
  ADD COLUMN "streamDueAt" TIMESTAMPTZ(3),
  ADD COLUMN "streamFailures" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "streamOutcome" TEXT,
  ADD COLUMN "streamAt" TIMESTAMPTZ(3);
