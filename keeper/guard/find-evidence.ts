import type { Db } from "@/lib/db/create-db"

const REFUSED_AT_LEAST = 3
const SHARE = 0.3

/**
 * Evidence from Xero that another installation uses these chains: it refuses refresh tokens that this one never
 * presented before, of at least 3 grants and of at least 30 % of those it was asked about. A single one may have been
 * revoked at Xero. Chains already marked as doubtful do not count.
 */
export async function findEvidence(db: Db, windowInMilliseconds: number): Promise<boolean> {
  const [found] = await db.$queryRaw<{ refused: number; answered: number }[]>`
    WITH recent AS (
      SELECT "grantId", "tokenSetId", "outcome" FROM "RefreshAttempt"
      WHERE "startedAt" > statement_timestamp() - ${windowInMilliseconds} * interval '1 millisecond'
    )
    SELECT
      (SELECT count(*)::int FROM "Grant" g
        WHERE g."state" = 'active' AND g."strikes" > 0 AND g."doubtfulSince" IS NULL
          AND EXISTS (SELECT 1 FROM recent WHERE "tokenSetId" = g."currentTokenSetId" AND "outcome" = 'invalid_grant')
          AND NOT EXISTS (SELECT 1 FROM "RefreshAttempt" a WHERE a."tokenSetId" = g."currentTokenSetId"
            AND (a."outcome" IS NULL OR a."outcome" IN ('ok', 'protocol', 'unknown')))) AS "refused",
      (SELECT count(DISTINCT "grantId")::int FROM recent WHERE "outcome" IN ('ok', 'protocol')) AS "answered"`
  if (found === undefined) throw new Error("a count gave no row")
  const { refused, answered } = found
  return refused >= REFUSED_AT_LEAST && refused >= (refused + answered) * SHARE
}
