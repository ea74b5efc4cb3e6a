BEGIN;

-- One mail server for all mails, in place of one in each alert channel.
CREATE TABLE "MailServer" (
    "singleton" BOOLEAN NOT NULL DEFAULT true CHECK ("singleton"),
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" "SmtpSecurity" NOT NULL,
    "smtpName" TEXT,
    "passwordSealed" TEXT,
    "sealedFor" UUID,
    "mailFrom" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "MailServer_pkey" PRIMARY KEY ("singleton")
);

-- The channel whose mails arrived last has a server that works; else the oldest, which members' notices went through.
INSERT INTO "MailServer" ("host", "port", "security", "smtpName", "passwordSealed", "sealedFor", "mailFrom")
SELECT c."smtpHost", c."smtpPort", c."smtpSecurity", c."smtpName", c."smtpPasswordSealed",
  CASE WHEN c."smtpPasswordSealed" IS NOT NULL THEN c."id" END, c."mailFrom"
FROM "AlertChannel" c
WHERE c."kind" = 'email' AND c."removedAt" IS NULL AND c."smtpHost" IS NOT NULL
ORDER BY (
  SELECT max(d."finishedAt") FROM "AlertDelivery" d WHERE d."channelId" = c."id" AND d."state" = 'delivered'
) DESC NULLS LAST, c."createdAt", c."id"
LIMIT 1;

ALTER TABLE "AlertChannel" DROP COLUMN "smtpHost", DROP COLUMN "smtpPort", DROP COLUMN "smtpSecurity",
  DROP COLUMN "smtpName", DROP COLUMN "smtpPasswordSealed", DROP COLUMN "mailFrom";

-- Mails to people, each stored before it is sent.
CREATE TYPE "MailState" AS ENUM ('waiting', 'sent', 'failed', 'unclear', 'cancelled');

CREATE TABLE "Mail" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "to" TEXT NOT NULL,
    "subjectId" UUID,
    "contentSealed" TEXT,
    "once" BOOLEAN NOT NULL,
    "state" "MailState" NOT NULL DEFAULT 'waiting',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "turn" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "nextAttemptAt" TIMESTAMPTZ(3) DEFAULT date_trunc('milliseconds'::text, clock_timestamp()),
    "handedOverAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "evidence" TEXT,

    CONSTRAINT "Mail_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "Mail_createdAt_id_idx" ON "Mail"("createdAt" DESC, "id");
CREATE INDEX "Mail_subjectId_idx" ON "Mail"("subjectId");
CREATE INDEX "Mail_due_idx" ON "Mail"("nextAttemptAt") WHERE "state" = 'waiting';

-- Notices to members were deliveries of a channel; sent again, they would go to its readers now.
DELETE FROM "AlertAttempt" USING "AlertDelivery" d WHERE "deliveryId" = d."id" AND d."message" ? 'to';
DELETE FROM "AlertDelivery" WHERE "message" ? 'to';

COMMIT;
