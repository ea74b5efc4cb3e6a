-- When a token set was on the journal's disk. The index has the few that are not and still hold secrets.
ALTER TABLE "TokenSet" ADD COLUMN "journaledAt" TIMESTAMPTZ(3);
CREATE INDEX "TokenSet_not_journaled_idx" ON "TokenSet"("id") WHERE "journaledAt" IS NULL AND "refreshTokenSealed" IS NOT NULL;
ALTER TYPE "IncidentKind" ADD VALUE 'journal_failing';
