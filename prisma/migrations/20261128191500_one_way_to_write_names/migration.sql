BEGIN;

-- What comes in is written in one way from now on (lib/text.ts); what is stored follows, so that no name counts as changed.
UPDATE "Tenant" SET "name" = normalize("name", NFC) WHERE "name" IS NOT NFC NORMALIZED;
UPDATE "Grant" SET "xeroUserName" = normalize("xeroUserName", NFC) WHERE "xeroUserName" IS NOT NFC NORMALIZED;

COMMIT;
