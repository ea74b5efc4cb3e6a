-- The one definition of how an organisation stands: chain × tenant, by the database's clock. lib/tenants/status.ts has the
-- words for status and reason.
DROP VIEW IF EXISTS "TenantOverview", "ConnectionStanding", "MarkedTenant";

-- How each connection stands. One that is offered for the first time is not known here yet, one that had ended before it was
-- offered is.
CREATE VIEW "ConnectionStanding" AS
-- Urgency orders the list: 0 needs a person most. Of several connections of one organisation the lowest rank speaks: that of
-- an app which cannot be used only where no other does. "works": tokens come through it, now or once a trouble has passed.
-- "counts": it is one of the organisation's authorisers, working or not.
WITH standing("reason", "status", "urgency", "rank", "works", "counts") AS (
  VALUES
    ('refused',         'reconnect_needed'::"TenantStatus", 0, 5, false, true),
    ('expired',         'reconnect_needed',                 0, 5, false, true),
    ('revoked',         'reconnect_needed',                 0, 5, false, false),
    -- Ended in doubt: a newer one may have been lost with restored data.
    ('outdated',        'reconnect_needed',                 0, 5, false, true),
    -- The same, where a copy was taken over: a newer one existed.
    ('lost_with_data',  'reconnect_needed',                 0, 5, false, true),
    ('damaged',         'reconnect_needed',                 0, 5, false, true),
    ('not_listed',      'disconnected_in_xero',             1, 4, false, true),
    ('unused',          'expiring_soon',                    2, 1, true, true),
    ('other_app',       'paused',                           3, 6, false, false),
    ('app_fault',       'paused',                           3, 3, true, true),
    -- Of custom connections: Xero refuses their app, or nobody consents to them any more.
    ('app_refused',     'paused',                           3, 3, true, true),
    ('deactivated',     'disconnected_in_xero',             1, 4, false, true),
    -- Exported for another installation, which has not claimed it yet; and what another installation has.
    ('handed_over',     'paused',                           3, 6, false, false),
    ('moved',           'removed',                          6, 7, false, false),
    ('copied_database', 'paused',                           3, 3, false, true),
    ('key_missing',     'paused',                           3, 3, false, true),
    -- Only Xero knows whether it is the newest, and has not said so yet.
    ('doubtful',        'paused',                           3, 3, false, true),
    ('question',        'xero_not_answering',               4, 2, true, true),
    ('refresh',         'xero_not_answering',               4, 2, true, true),
    ('check',           'xero_not_answering',               4, 2, true, true),
    ('incident',        'xero_not_answering',               4, 2, true, true),
    ('ok',              'healthy',                          5, 0, true, true),
    ('by_member',       'removed',                          6, 7, false, false),
    ('not_kept',        'removed',                          6, 7, false, false),
    ('offered',         'removed',                          6, 7, false, false)
)
SELECT
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
  (CASE
    WHEN s."reason" IN ('app_fault', 'app_refused') THEN a."faultSince"
    WHEN s."reason" = 'check' THEN g."checkFailingSince"
    WHEN s."reason" = 'key_missing' THEN g."failingSince"
    WHEN s."reason" = 'doubtful' THEN g."doubtfulSince"
    WHEN s."status" = 'xero_not_answering' THEN coalesce(
      g."failingSince",
      (SELECT "openedAt" FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL),
      g."lastOutcomeAt")
  END)::timestamptz(3) AS "failingSince",
  g."lastOutcome",
  s."status",
  s."reason",
  s."urgency",
  s."rank",
  s."works",
  s."counts",
  c."place"
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
  WHEN g."state" = 'ended' AND g."endedReason" = 'handed_over' THEN 'handed_over'
  WHEN g."state" = 'ended' AND g."endedReason" = 'moved' THEN 'moved'
  WHEN NOT a."usable" THEN 'other_app'
  WHEN a."kind" = 'custom' AND (g."lastOutcome" = 'no_consent' OR c."state" = 'disconnected_in_xero') THEN 'deactivated'
  WHEN a."kind" = 'custom' AND a."faultSince" IS NOT NULL THEN 'app_refused'
  WHEN g."doubtfulSince" IS NOT NULL AND g."doubtfulSign" IS NOT NULL
    AND g."state" = 'ended' AND g."endedReason" = 'refused' THEN 'lost_with_data'
  WHEN g."doubtfulSince" IS NOT NULL
    AND (g."state" = 'ended' OR g."refreshTokenExpiresAt" <= statement_timestamp()) THEN 'outdated'
  WHEN g."state" = 'ended' AND g."endedReason" = 'expired' THEN 'expired'
  WHEN g."state" = 'ended' THEN 'refused'
  WHEN g."refreshTokenExpiresAt" <= statement_timestamp() THEN 'expired'
  WHEN g."lastOutcome" = 'damaged' THEN 'damaged'
  WHEN g."lastOutcome" = 'key_missing' THEN 'key_missing'
  WHEN c."state" = 'disconnected_in_xero' THEN 'not_listed'
  WHEN a."faultSince" IS NOT NULL THEN 'app_fault'
  WHEN g."doubtfulSince" IS NOT NULL THEN 'doubtful'
  WHEN g."strikes" > 0 THEN 'question'
  WHEN (g."failingSince" IS NOT NULL OR g."failures" > 0)
    AND EXISTS (SELECT FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL) THEN 'incident'
  WHEN g."failingSince" IS NOT NULL OR g."failures" > 0 THEN 'refresh'
  WHEN g."checkFailingSince" IS NOT NULL THEN 'check'
  WHEN g."refreshTokenExpiresAt" <= statement_timestamp() + interval '14 days' THEN 'unused'
  ELSE 'ok'
END
WHERE c."state" <> 'offered' OR c."endedAt" IS NOT NULL;

-- How each organisation stands: as its best connection does. lib/tenants/turn.ts has the same order.
CREATE VIEW "TenantOverview" AS
SELECT DISTINCT ON ("tenantId")
  "tenantId",
  "name",
  "type",
  "removedAt",
  "connectionId",
  "connectionState",
  "connectedAt",
  "lastSeenAt",
  "connectionEndedAt",
  "grantId",
  "xeroUserId",
  "xeroUserName",
  "xeroUserEmail",
  "scopes",
  "consentedAt",
  "grantEndedAt",
  "refreshTokenExpiresAt",
  "lastRefreshedAt",
  "lastCheckedAt",
  "failingSince",
  "lastOutcome",
  "status",
  "reason",
  "urgency"
FROM "ConnectionStanding"
ORDER BY "tenantId", "rank", "place", "consentedAt" DESC, "grantId";

-- The organisations that may stand otherwise than healthy, found by indexes however many there are: all others are reached by
-- connections that work, and by no other ones. Some of these are healthy too, through another connection.
CREATE VIEW "MarkedTenant" AS
SELECT "tenantId" FROM "Connection" WHERE "state" <> 'connected'
UNION
SELECT "tenantId" FROM "Tenant" WHERE "removedAt" IS NOT NULL
UNION
SELECT "tenantId" FROM "Connection" WHERE "grantId" IN (
  -- As the index "Grant_marked_idx" has it.
  SELECT "id" FROM "Grant"
  WHERE "state" = 'ended' OR "doubtfulSince" IS NOT NULL OR "strikes" > 0 OR "failures" > 0 OR "failingSince" IS NOT NULL
    OR "checkFailingSince" IS NOT NULL OR "lastOutcome" IN ('damaged', 'key_missing', 'no_consent')
  UNION ALL
  SELECT "id" FROM "Grant" WHERE "refreshTokenExpiresAt" <= statement_timestamp() + interval '14 days'
  UNION ALL
  SELECT g."id" FROM "XeroApp" a JOIN "Grant" g ON g."xeroAppId" = a."id" WHERE NOT a."usable" OR a."faultSince" IS NOT NULL
)
UNION
SELECT "tenantId" FROM "Tenant" WHERE (SELECT "keeperInstallationId" <> "holderId" FROM "Installation");
