-- The newest consent was used so far.
ALTER TABLE "Connection" ADD COLUMN "place" INTEGER NOT NULL DEFAULT 1;
UPDATE "Connection" c SET "place" = turn."place" FROM (
  SELECT o."id", row_number() OVER (PARTITION BY o."tenantId" ORDER BY g."consentedAt" DESC, g."id") AS "place"
  FROM "Connection" o JOIN "Grant" g ON g."id" = o."grantId"
) turn WHERE turn."id" = c."id" AND turn."place" > 1;
