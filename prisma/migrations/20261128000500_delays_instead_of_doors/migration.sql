-- Wrong passwords make the next try wait, longer and longer, instead of closing an account for a while.
DELETE FROM "Throttle";
ALTER TABLE "Throttle" RENAME COLUMN "windowStartedAt" TO "countedAt";
ALTER TABLE "Throttle" ALTER COLUMN "countedAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Throttle" ADD COLUMN "nextTryAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp();

-- Owners are told of guessing.
ALTER TYPE "AlertKind" ADD VALUE 'password_guessed';
