ALTER TABLE "HandOver" ADD COLUMN "journaledAs" TEXT;
