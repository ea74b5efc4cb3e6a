-- The picture at the top of the page of a link, as it is served. The keeper has looked at its first bytes.
ALTER TABLE "LinkSettings" ADD COLUMN "logo" BYTEA, ADD COLUMN "logoType" TEXT;
ALTER TABLE "LinkSettings" ADD CONSTRAINT "LinkSettings_logo_check" CHECK (
  ("logo" IS NULL AND "logoType" IS NULL)
  OR (octet_length("logo") <= 102400 AND "logoType" IN ('image/png', 'image/jpeg', 'image/webp')));
