-- Which version of each function, view and trigger is applied, and the statuses of an organisation as a type.

-- CreateEnum
CREATE TYPE "TenantStatus" AS ENUM ('reconnect_needed', 'disconnected_in_xero', 'expiring_soon', 'paused', 'xero_not_answering', 'healthy', 'removed');

-- CreateTable
CREATE TABLE "SqlDefinition" (
    "name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "appliedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "SqlDefinition_pkey" PRIMARY KEY ("name")
);
