-- Several Xero apps side by side, beside the environment's. Those at its issuer can be used; the keeper marks them at its start.
ALTER TABLE "XeroApp"
  ADD COLUMN "name" TEXT NOT NULL DEFAULT 'Earlier app',
  ADD COLUMN "secretHints" TEXT[] DEFAULT ARRAY[]::TEXT[],
  ADD COLUMN "acceptedSecret" INTEGER,
  ADD COLUMN "usable" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "isDefault" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "retiredAt" TIMESTAMPTZ(3),
  ADD COLUMN "removedAt" TIMESTAMPTZ(3);
UPDATE "XeroApp" SET "name" = 'Main app', "usable" = true, "isDefault" = true WHERE "current";
CREATE UNIQUE INDEX "XeroApp_default_key" ON "XeroApp"("isDefault") WHERE "isDefault";

-- Each app has incidents of its own.
ALTER TABLE "Incident" ADD COLUMN "xeroAppId" UUID REFERENCES "XeroApp"("id") ON DELETE SET NULL ON UPDATE CASCADE;
UPDATE "Incident" SET "xeroAppId" = (SELECT "id" FROM "XeroApp" WHERE "current" LIMIT 1)
  WHERE "kind" = 'app_fault' AND "closedAt" IS NULL;
DROP INDEX "Incident_open_key";
CREATE UNIQUE INDEX "Incident_open_key" ON "Incident"("kind", coalesce("xeroAppId", '00000000-0000-0000-0000-000000000000'))
  WHERE "closedAt" IS NULL;
