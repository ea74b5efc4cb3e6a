-- Raised by a migration that versions before it cannot live with; lib/db/schema-number.ts knows the number of each version.
ALTER TABLE "Installation" ADD COLUMN "schemaNumber" INTEGER NOT NULL DEFAULT 1;
