BEGIN;

-- Grants with a grace that may be running: they are claimed before those that are only due (keeper/work/claim.ts).
CREATE INDEX "Grant_urgent_idx" ON "Grant"("refreshDueAt")
  WHERE "state" = 'active' AND ("leaseUntil" IS NOT NULL OR "confirmationsDue" > 0 OR "failures" > 0 OR "strikes" > 0);

COMMIT;
