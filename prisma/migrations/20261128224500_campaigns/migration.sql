BEGIN;

-- Links for many with one note, and the mails that bring them.
CREATE TABLE "Campaign" (
    "id" UUID NOT NULL,
    "memberId" UUID NOT NULL,
    "note" TEXT,
    "days" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "remindersOffAt" TIMESTAMPTZ(3),

    CONSTRAINT "Campaign_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "Campaign_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "Campaign_createdAt_id_idx" ON "Campaign"("createdAt" DESC, "id");

CREATE TABLE "CampaignLink" (
    "linkId" UUID NOT NULL,
    "campaignId" UUID NOT NULL,
    "mails" INTEGER NOT NULL DEFAULT 0,
    "nextMailAt" TIMESTAMPTZ(3) DEFAULT date_trunc('milliseconds'::text, clock_timestamp()),

    CONSTRAINT "CampaignLink_pkey" PRIMARY KEY ("linkId"),
    CONSTRAINT "CampaignLink_linkId_fkey" FOREIGN KEY ("linkId") REFERENCES "Link"("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "CampaignLink_campaignId_fkey" FOREIGN KEY ("campaignId") REFERENCES "Campaign"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "CampaignLink_campaignId_idx" ON "CampaignLink"("campaignId");
CREATE INDEX "CampaignLink_nextMailAt_idx" ON "CampaignLink"("nextMailAt");
CREATE INDEX "Mail_to_createdAt_idx" ON "Mail"("to", "createdAt" DESC);

COMMIT;
