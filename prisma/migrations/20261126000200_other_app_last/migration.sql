-- The one definition of an organisation's status: the consent of an app that is not configured any more speaks for an
-- organisation only where no other does, and what ended is told apart by who ended it.
BEGIN;

CREATE OR REPLACE VIEW "TenantOverview" AS
SELECT
  b."tenantId",
  b."name",
  b."type",
  b."removedAt",
  b."connectionId",
  b."connectionState",
  b."connectedAt",
  b."lastSeenAt",
  b."connectionEndedAt",
  b."grantId",
  b."xeroUserId",
  b."xeroUserName",
  b."xeroUserEmail",
  b."scopes",
  b."consentedAt",
  b."grantEndedAt",
  b."refreshTokenExpiresAt",
  b."lastRefreshedAt",
  b."lastCheckedAt",
  b."failingSince",
  b."lastOutcome",
  CASE b."standing" / 10
    WHEN 0 THEN 'reconnect_needed'
    WHEN 1 THEN 'disconnected_in_xero'
    WHEN 2 THEN 'expiring_soon'
    WHEN 3 THEN 'paused'
    WHEN 4 THEN 'xero_not_answering'
    WHEN 5 THEN 'healthy'
    ELSE 'removed'
  END AS "status",
  CASE b."standing"
    WHEN 0 THEN 'refused'
    WHEN 1 THEN 'expired'
    WHEN 2 THEN 'revoked'
    WHEN 10 THEN 'not_listed'
    WHEN 20 THEN 'unused'
    WHEN 30 THEN 'other_app'
    WHEN 31 THEN 'app_fault'
    WHEN 32 THEN 'copied_database'
    WHEN 40 THEN 'question'
    WHEN 41 THEN 'refresh'
    WHEN 42 THEN 'check'
    WHEN 43 THEN 'incident'
    WHEN 50 THEN 'ok'
    WHEN 61 THEN 'not_kept'
    WHEN 62 THEN 'offered'
    ELSE 'by_member'
  END AS "reason",
  b."standing" / 10 AS "urgency"
FROM (
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
    -- Since when it is as "standing" says, where that is a trouble that passes.
    (CASE
      WHEN s."standing" = 31 THEN a."faultSince"
      WHEN s."standing" = 42 THEN g."checkFailingSince"
      WHEN s."standing" IN (40, 41, 43) THEN coalesce(
        g."failingSince",
        (SELECT "openedAt" FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL),
        g."lastOutcomeAt")
    END)::timestamptz(3) AS "failingSince",
    g."lastOutcome",
    s."standing"
  FROM "Connection" c
  JOIN "Tenant" t ON t."tenantId" = c."tenantId"
  JOIN "Grant" g ON g."id" = c."grantId"
  JOIN "XeroApp" a ON a."id" = g."xeroAppId"
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN c."state" = 'offered' THEN 62
      WHEN t."removedAt" IS NOT NULL THEN 60
      WHEN c."state" = 'disconnected' THEN 61
      WHEN (SELECT "keeperInstallationId" <> "holderId" FROM "Installation") THEN 32
      WHEN g."state" = 'ended' AND g."endedReason" = 'revoked' THEN 2
      WHEN NOT a."current" THEN 30
      WHEN g."state" = 'ended' AND g."endedReason" = 'expired' THEN 1
      WHEN g."state" = 'ended' THEN 0
      WHEN g."refreshTokenExpiresAt" <= statement_timestamp() THEN 1
      WHEN c."state" = 'disconnected_in_xero' THEN 10
      WHEN a."faultSince" IS NOT NULL THEN 31
      WHEN g."strikes" > 0 THEN 40
      WHEN (g."failingSince" IS NOT NULL OR g."failures" > 0)
        AND EXISTS (SELECT 1 FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL) THEN 43
      WHEN g."failingSince" IS NOT NULL OR g."failures" > 0 THEN 41
      WHEN g."checkFailingSince" IS NOT NULL THEN 42
      WHEN g."refreshTokenExpiresAt" <= statement_timestamp() + interval '14 days' THEN 20
      ELSE 50
    END AS "standing"
  ) s
  -- What is offered for the first time is not known here yet, what had ended before it was offered is.
  WHERE c."state" <> 'offered' OR c."endedAt" IS NOT NULL
  -- The best connection of each: healthy, expiring, not answering, paused, disconnected in Xero, to reconnect, that of
  -- another app, removed.
  ORDER BY
    c."tenantId",
    CASE s."standing" WHEN 30 THEN 6 ELSE (ARRAY[5, 4, 1, 3, 2, 0, 7])[1 + s."standing" / 10] END,
    g."consentedAt" DESC,
    g."id"
) b;

COMMIT;
