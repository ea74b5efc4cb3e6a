BEGIN;

-- Two Xero users, or two services, may bear one name, as organisations may.
ALTER TABLE "Grant" ADD COLUMN "look" TEXT GENERATED ALWAYS AS ("lookOfName"("xeroUserName")) STORED;
CREATE INDEX "Grant_look_idx" ON "Grant" ("look");
ALTER TABLE "Service" ADD COLUMN "look" TEXT GENERATED ALWAYS AS ("lookOfName"("name")) STORED;
CREATE INDEX "Service_look_idx" ON "Service" ("look");

COMMIT;
