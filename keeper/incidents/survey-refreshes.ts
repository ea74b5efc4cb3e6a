import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"

const STREAK = 10

/**
 * How the refreshes of the last minutes ended, by the database's clock; each grant counts with its latest one.
 * Refreshes before the end of the last incident are left out, so that old trouble does not open a new one. So is a
 * grant that had no usable answer for an hour while Xero answered others: it says nothing about Xero.
 */
export async function surveyRefreshes(keeper: Keeper, tx: Tx): Promise<RefreshSurvey> {
  const { troubleWindow, ownTrouble, lease } = keeper.timings
  const [survey] = await tx.$queryRaw<RefreshSurvey[]>`
    WITH known AS (
      SELECT max("closedAt") AS "closedAt", max("openedAt") FILTER (WHERE "closedAt" IS NULL) AS "openedAt"
      FROM "Incident" WHERE "kind" = 'xero_trouble'
    ), newest AS (
      SELECT max("lastRefreshedAt") AS "at" FROM "Grant"
    ), answered AS (
      -- The last answer that was followed by another an hour later. Idle chains are refreshed once a day.
      SELECT "startedAt" AS "at" FROM "RefreshAttempt"
      WHERE "outcome" = 'ok' AND "startedAt" > (SELECT "at" FROM newest) - interval '2 days'
        AND "startedAt" < (SELECT "at" FROM newest) - ${ownTrouble} * interval '1 millisecond'
      ORDER BY "startedAt" DESC LIMIT 1
    ), recent AS (
      SELECT "grantId", "finishedAt", "outcome", "outcome" IN ('unknown', 'throttled', 'not_sent') AS "troubled"
      FROM "RefreshAttempt" r
      -- No attempt runs for longer than its lease, and this column is indexed.
      WHERE "startedAt" > statement_timestamp() - ${troubleWindow + lease} * interval '1 millisecond'
        AND "finishedAt" > statement_timestamp() - ${troubleWindow} * interval '1 millisecond'
        AND "finishedAt" > (SELECT coalesce("closedAt", '-infinity') FROM known)
        AND NOT ("outcome" IN ('unknown', 'throttled', 'not_sent') AND EXISTS (
          SELECT 1 FROM "RefreshAttempt" before JOIN "Grant" g ON g."id" = before."grantId"
          WHERE before."grantId" = r."grantId" AND before."startedAt" > g."lastRefreshedAt"
            AND before."startedAt" < (SELECT "at" FROM answered)))
    ), latest AS (
      SELECT DISTINCT ON ("grantId") "outcome", "troubled" FROM recent ORDER BY "grantId", "finishedAt" DESC
    )
    SELECT
      (SELECT count(*)::int FROM latest) AS "asked",
      (SELECT count(*)::int FROM latest WHERE "troubled") AS "failing",
      (SELECT mode() WITHIN GROUP (ORDER BY "outcome") FROM latest WHERE "troubled") AS "mostly",
      (SELECT count(*)::int FROM recent WHERE NOT "troubled" AND "finishedAt" > (SELECT "openedAt" FROM known))
        AS "answeredSince",
      (SELECT count(*) = ${STREAK} AND NOT bool_or("troubled")
        FROM (SELECT "troubled" FROM recent ORDER BY "finishedAt" DESC LIMIT ${STREAK}) newest) AS "streak"`
  if (survey === undefined) throw new Error("the survey gave no row")
  return survey
}

export type RefreshSurvey = {
  /** Grants whose refresh ended in the window. */
  asked: number
  /** Those of them that got no usable answer. */
  failing: number
  /** What happened to most of those. */
  mostly: "unknown" | "throttled" | "not_sent" | null
  /** Refreshes that Xero answered since the open incident began. */
  answeredSince: number
  /** Whether Xero answered all of the last ten refreshes. */
  streak: boolean
}
