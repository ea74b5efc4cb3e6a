CREATE TYPE "ServiceRight" AS ENUM ('make_links', 'import_tokens');
ALTER TABLE "Service" ADD COLUMN "rights" "ServiceRight"[] DEFAULT ARRAY[]::"ServiceRight"[];
