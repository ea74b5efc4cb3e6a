import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"

const STREAK = 10

/**
 * How the refreshes of the last minutes ended, by the database's clock: each grant counts by its latest one. What came
 * before the last incident's end is left out, so that an old trouble does not open a new one; so is a grant that has got no
 * usable answer while Xero answered others for an hour, for that says nothing about Xero.
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
      -- The last answer that was followed by another an hour later. Idle chains get one a day.
      SELECT "startedAt" AS "at" FROM "RefreshAttempt"
      WHERE "outcome" = 'ok' AND "startedAt" > (SELECT "at" FROM newest) - interval '2 days'
        AND "startedAt" < (SELECT "at" FROM newest) - ${ownTrouble} * interval '1 millisecond'
      ORDER BY "startedAt" DESC LIMIT 1
    ), recent AS (
      SELECT "grantId", "finishedAt", "outcome", "outcome" IN ('unknown', 'throttled', 'not_sent') AS "troubled"
      FROM "RefreshAttempt" r
      -- Nothing runs for longer than its lease, and this is the column with the index.
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
  /** What most of those met. */
  mostly: "unknown" | "throttled" | "not_sent" | null
  /** Refreshes that Xero answered since the open incident began. */
  answeredSince: number
  /** The last ten refreshes were all answered. */
  streak: boolean
}
