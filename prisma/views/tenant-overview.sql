-- The one definition of how an organisation stands: the best connection of each tenant, chain × tenant, by the database's
-- clock. lib/tenants/status.ts has the words for status and reason. A row for every tenant that was ever connected: one that
-- is offered for the first time is not known here yet, one that had ended before it was offered is.
DROP VIEW IF EXISTS "TenantOverview";

CREATE VIEW "TenantOverview" AS
-- Urgency orders the list, 0 needs a person most. Of several connections the one with the lowest rank speaks: another
-- app's consent only where no other does.
WITH standing("reason", "status", "urgency", "rank") AS (
  VALUES
    ('refused',         'reconnect_needed'::"TenantStatus", 0, 5),
    ('expired',         'reconnect_needed',                 0, 5),
    ('revoked',         'reconnect_needed',                 0, 5),
    ('not_listed',      'disconnected_in_xero',             1, 4),
    ('unused',          'expiring_soon',                    2, 1),
    ('other_app',       'paused',                           3, 6),
    ('app_fault',       'paused',                           3, 3),
    ('copied_database', 'paused',                           3, 3),
    ('question',        'xero_not_answering',               4, 2),
    ('refresh',         'xero_not_answering',               4, 2),
    ('check',           'xero_not_answering',               4, 2),
    ('incident',        'xero_not_answering',               4, 2),
    ('ok',              'healthy',                          5, 0),
    ('by_member',       'removed',                          6, 7),
    ('not_kept',        'removed',                          6, 7),
    ('offered',         'removed',                          6, 7)
)
SELECT DISTINCT ON (c."tenantId")
  c."tenantId",
  t."name",
  t."type",
  t."removedAt",
  c."connectionId",
  c."state" AS "connectionState",
  c."connectedAt",
  c."lastSeenAt",
  c."endedAt" AS "connectionEndedAt",
  g."id" AS "grantId",
  g."xeroUserId",
  g."xeroUserName",
  g."xeroUserEmail",
  g."scopes",
  g."consentedAt",
  g."endedAt" AS "grantEndedAt",
  g."refreshTokenExpiresAt",
  g."lastRefreshedAt",
  g."lastCheckedAt",
  -- Since when it is so, where that is a trouble that passes.
  (CASE s."reason"
    WHEN 'app_fault' THEN a."faultSince"
    WHEN 'check' THEN g."checkFailingSince"
    ELSE CASE WHEN s."status" = 'xero_not_answering' THEN coalesce(
      g."failingSince",
      (SELECT "openedAt" FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL),
      g."lastOutcomeAt") END
  END)::timestamptz(3) AS "failingSince",
  g."lastOutcome",
  s."status",
  s."reason",
  s."urgency"
FROM "Connection" c
JOIN "Tenant" t ON t."tenantId" = c."tenantId"
JOIN "Grant" g ON g."id" = c."grantId"
JOIN "XeroApp" a ON a."id" = g."xeroAppId"
JOIN standing s ON s."reason" = CASE
  WHEN c."state" = 'offered' THEN 'offered'
  WHEN t."removedAt" IS NOT NULL THEN 'by_member'
  WHEN c."state" = 'disconnected' THEN 'not_kept'
  WHEN (SELECT "keeperInstallationId" <> "holderId" FROM "Installation") THEN 'copied_database'
  WHEN g."state" = 'ended' AND g."endedReason" = 'revoked' THEN 'revoked'
  WHEN NOT a."current" THEN 'other_app'
  WHEN g."state" = 'ended' AND g."endedReason" = 'expired' THEN 'expired'
  WHEN g."state" = 'ended' THEN 'refused'
  WHEN g."refreshTokenExpiresAt" <= statement_timestamp() THEN 'expired'
  WHEN c."state" = 'disconnected_in_xero' THEN 'not_listed'
  WHEN a."faultSince" IS NOT NULL THEN 'app_fault'
  WHEN g."strikes" > 0 THEN 'question'
  WHEN (g."failingSince" IS NOT NULL OR g."failures" > 0)
    AND EXISTS (SELECT FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL) THEN 'incident'
  WHEN g."failingSince" IS NOT NULL OR g."failures" > 0 THEN 'refresh'
  WHEN g."checkFailingSince" IS NOT NULL THEN 'check'
  WHEN g."refreshTokenExpiresAt" <= statement_timestamp() + interval '14 days' THEN 'unused'
  ELSE 'ok'
END
WHERE c."state" <> 'offered' OR c."endedAt" IS NOT NULL
ORDER BY c."tenantId", s."rank", g."consentedAt" DESC, g."id";
