BEGIN;

-- Two links may be for one name to a reader's eye, as two Xero users or services may bear one.
ALTER TABLE "Link" ADD COLUMN "look" TEXT GENERATED ALWAYS AS ("lookOfName"(coalesce("recipientName", "recipientEmail"))) STORED;
CREATE INDEX "Link_look_idx" ON "Link" ("look");

COMMIT;
