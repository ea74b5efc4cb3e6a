BEGIN;

-- The column holds milliseconds: "now", rounded up, would make the very first try wait.
ALTER TABLE "Throttle" ALTER COLUMN "nextTryAt" SET DEFAULT date_trunc('milliseconds', clock_timestamp());

COMMIT;
