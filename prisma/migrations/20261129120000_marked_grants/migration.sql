-- The grants by which an organisation may stand otherwise than healthy, whatever the time: the view "MarkedTenant" asks for the same.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "Grant_marked_idx" ON "Grant" ("id")
WHERE "state" = 'ended' OR "doubtfulSince" IS NOT NULL OR "strikes" > 0 OR "failures" > 0 OR "failingSince" IS NOT NULL
  OR "checkFailingSince" IS NOT NULL OR "lastOutcome" IN ('damaged', 'key_missing', 'no_consent');
