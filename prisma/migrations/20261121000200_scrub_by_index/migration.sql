-- What still holds secrets, found without reading every token set that there ever was.
BEGIN;

CREATE INDEX "TokenSet_unscrubbed_idx" ON "TokenSet"("grantId") WHERE "scrubbedAt" IS NULL;

COMMIT;
