-- Times that are not given are those of the database, to the moment of the statement.
ALTER TABLE "Installation" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "XeroApp" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Incident" ALTER COLUMN "openedAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Grant" ALTER COLUMN "consentedAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "refreshDueAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "lastRefreshedAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "checkDueAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "RefreshAttempt" ALTER COLUMN "startedAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Tenant" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Connection" ALTER COLUMN "connectedAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "lastSeenAt" SET DEFAULT clock_timestamp();
ALTER TABLE "ConsentRequest" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Service" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "ServiceSecret" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "ServiceAccess" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "AuditEvent" ALTER COLUMN "at" SET DEFAULT clock_timestamp();
ALTER TABLE "AlertChannel" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp();
ALTER TABLE "Alert" ALTER COLUMN "openedAt" SET DEFAULT clock_timestamp();
ALTER TABLE "AlertDelivery" ALTER COLUMN "createdAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "queuedAt" SET DEFAULT clock_timestamp();
ALTER TABLE "AlertAttempt" ALTER COLUMN "at" SET DEFAULT clock_timestamp();
ALTER TABLE "AlertWatch" ALTER COLUMN "markedAt" SET DEFAULT clock_timestamp(),
  ALTER COLUMN "sweepDueAt" SET DEFAULT clock_timestamp();
