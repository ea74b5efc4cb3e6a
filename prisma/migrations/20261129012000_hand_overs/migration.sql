ALTER TYPE "GrantEndedReason" ADD VALUE 'handed_over';
ALTER TYPE "GrantEndedReason" ADD VALUE 'moved';

CREATE TABLE "HandOver" (
  "id" UUID NOT NULL,
  "grantId" UUID NOT NULL,
  "tokenSetId" UUID NOT NULL,
  "memberId" UUID,
  "claimDigest" TEXT NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
  "claimedAt" TIMESTAMPTZ(3),
  "claimant" UUID,
  "takenBackAt" TIMESTAMPTZ(3),
  CONSTRAINT "HandOver_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "HandOver_grantId_idx" ON "HandOver" ("grantId");
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_grantId_fkey" FOREIGN KEY ("grantId") REFERENCES "Grant" ("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "HandOver" ADD CONSTRAINT "HandOver_memberId_fkey" FOREIGN KEY ("memberId") REFERENCES "Member" ("id") ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE "ImportRow" ADD COLUMN "claimSealed" TEXT, ADD COLUMN "claimAddress" TEXT;
