-- How each link stands by the database's clock: the newest thing that happened to it or, while nothing final did, that it has
-- expired. Without its tokens' hashes.
DROP VIEW IF EXISTS "LinkStanding";

CREATE VIEW "LinkStanding" AS
SELECT
  l."id",
  l."purpose",
  l."tenantId",
  t."name" AS "tenantName",
  l."recipientName",
  l."recipientEmail",
  l."note",
  l."reference",
  l."returnTo",
  l."madeById",
  l."createdAt",
  l."days",
  l."expiresAt",
  l."sentAt",
  l."openedAt",
  l."atXeroAt",
  l."failedAt",
  l."declinedAt",
  l."doneAt",
  l."withdrawnAt",
  l."failure",
  l."askedAnewAt",
  s."standing",
  s."standing" IN ('made', 'sent', 'opened', 'at_xero', 'failed') AS "isOpen",
  -- Its consent still claims it: an admin has to decide whether what it brought is kept.
  l."state" = 'done' AND l."claimedBy" IS NOT NULL AS "awaitsDecision",
  -- Since when it is so.
  (CASE s."standing"
    WHEN 'sent' THEN l."sentAt"
    WHEN 'opened' THEN l."openedAt"
    WHEN 'at_xero' THEN l."atXeroAt"
    WHEN 'failed' THEN l."failedAt"
    WHEN 'expired' THEN l."expiresAt"
    WHEN 'declined' THEN l."declinedAt"
    WHEN 'done' THEN l."doneAt"
    WHEN 'withdrawn' THEN l."withdrawnAt"
    ELSE l."createdAt"
  END)::timestamptz(3) AS "since"
FROM "Link" l
LEFT JOIN "Tenant" t ON t."tenantId" = l."tenantId"
CROSS JOIN LATERAL (
  SELECT (CASE
    WHEN l."state" IN ('declined', 'done', 'withdrawn') OR l."expiresAt" > statement_timestamp() THEN l."state"::text
    ELSE 'expired'
  END)::"LinkStandingState" AS "standing"
) s;
