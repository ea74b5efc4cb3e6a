CREATE TYPE "ChannelContent" AS ENUM ('alerts', 'activity', 'links');
ALTER TABLE "AlertChannel" ADD COLUMN "sends" "ChannelContent" NOT NULL DEFAULT 'alerts';
UPDATE "AlertChannel" SET "sends" = 'activity' WHERE "streams";
ALTER TABLE "AlertChannel" DROP COLUMN "streams";
