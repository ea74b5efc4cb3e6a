-- What Xero counts and bills for the app, read with app.connections, and the plan that it is measured against.
CREATE TYPE "XeroPlan" AS ENUM ('starter', 'core', 'plus', 'advanced', 'enterprise');

ALTER TABLE "XeroApp" ADD COLUMN     "countDueAt" TIMESTAMPTZ(3) NOT NULL DEFAULT (clock_timestamp() + '00:02:00'::interval),
ADD COLUMN     "countProblem" TEXT,
ADD COLUMN     "countedAt" TIMESTAMPTZ(3);

CREATE TABLE "AppConnection" (
    "connectionId" UUID NOT NULL,
    "xeroAppId" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "authEventId" UUID,
    "madeAt" TIMESTAMPTZ(3),
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "AppConnection_pkey" PRIMARY KEY ("connectionId")
);

CREATE TABLE "ConnectionCount" (
    "xeroAppId" UUID NOT NULL,
    "day" DATE NOT NULL,
    "counted" INTEGER NOT NULL,
    "demo" INTEGER NOT NULL,

    CONSTRAINT "ConnectionCount_pkey" PRIMARY KEY ("xeroAppId","day")
);

CREATE TABLE "PlanSettings" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "plan" "XeroPlan" NOT NULL,

    CONSTRAINT "PlanSettings_pkey" PRIMARY KEY ("singleton")
);

CREATE INDEX "AppConnection_xeroAppId_idx" ON "AppConnection"("xeroAppId");

CREATE INDEX "AppConnection_tenantId_idx" ON "AppConnection"("tenantId");

ALTER TABLE "AppConnection" ADD CONSTRAINT "AppConnection_xeroAppId_fkey" FOREIGN KEY ("xeroAppId") REFERENCES "XeroApp"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE "ConnectionCount" ADD CONSTRAINT "ConnectionCount_xeroAppId_fkey" FOREIGN KEY ("xeroAppId") REFERENCES "XeroApp"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
