-- Refusals by kind and member in the hour that runs, so that nobody fills the activity with them.
CREATE TABLE "RefusalCount" (
    "key" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "RefusalCount_pkey" PRIMARY KEY ("key")
);

-- Who made a client secret is the one who saw it. Of older secrets nobody knows.
ALTER TABLE "ServiceSecret" ADD COLUMN "seenById" UUID;
ALTER TABLE "ServiceSecret" ADD CONSTRAINT "ServiceSecret_seenById_fkey" FOREIGN KEY ("seenById") REFERENCES "Member"("id")
  ON DELETE SET NULL ON UPDATE CASCADE;
