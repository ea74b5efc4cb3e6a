import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"

/** What still has to be done for rows of started imports: up to `limit`, hidden from other keepers for one lease. */
export async function claimImportRows(keeper: Keeper, limit: number): Promise<string[]> {
  const { lease } = keeper.timings
  const rows = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "ImportRow" SET "nextAttemptAt" = clock_timestamp() + ${lease} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT r."id" FROM "ImportRow" r JOIN "Import" i ON i."id" = r."importId"
        JOIN "XeroApp" a ON a."id" = coalesce(i."xeroAppId", ${keeper.xeroAppId}::uuid)
      WHERE r."nextAttemptAt" <= statement_timestamp()
        AND (r."answeredAt" IS NOT NULL OR a."faultSince" IS NULL OR a."faultProbeDueAt" <= clock_timestamp())
        AND (r."presentations" > 0 OR NOT EXISTS (
          SELECT 1 FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL))
      ORDER BY r."presentations" = 0, r."nextAttemptAt" LIMIT ${limit}
      FOR UPDATE OF r SKIP LOCKED
    )
    RETURNING "id"`
  return rows.map((row) => row.id)
}

/**
 * One statement that commits before an imported token is sent (docs/refresh-chain.md, rules 2 and 3): the lease, the first
 * presentation and the intent. Null when another holds the lease, an answer has come, or Xero refuses the app and its
 * probe of this minute is under way.
 */
export async function takeRowLease(
  keeper: Keeper,
  { rowId, xeroAppId }: RowOfApp,
): Promise<RowLease | null> {
  const { lease, appProbe } = keeper.timings
  const attemptId = randomUUID()
  const [row] = await keeper.db.$queryRaw<Omit<RowLease, "attemptId" | keyof RowOfApp>[]>`
    WITH app AS (
      UPDATE "XeroApp" SET "faultProbeDueAt" = clock_timestamp() + ${appProbe} * interval '1 millisecond'
      WHERE "id" = ${xeroAppId}::uuid AND "faultSince" IS NOT NULL AND "faultProbeDueAt" <= clock_timestamp()
      RETURNING "id"
    ), taken AS (
      UPDATE "ImportRow" r SET "leaseEpoch" = r."leaseEpoch" + 1,
        "leaseUntil" = clock_timestamp() + ${lease} * interval '1 millisecond',
        "nextAttemptAt" = clock_timestamp() + ${lease} * interval '1 millisecond',
        "firstPresentedAt" = coalesce(r."firstPresentedAt", clock_timestamp()),
        "presentations" = r."presentations" + 1
      FROM "XeroApp" a
      WHERE r."id" = ${rowId}::uuid AND r."outcome" IS NULL AND r."answeredAt" IS NULL
        AND (r."leaseUntil" IS NULL OR r."leaseUntil" < clock_timestamp())
        AND a."id" = ${xeroAppId}::uuid AND (a."faultSince" IS NULL OR EXISTS (SELECT 1 FROM app))
      RETURNING r."leaseEpoch", r."presentations", r."failures", r."strikes", r."firstPresentedAt"
    ), attempt AS (
      INSERT INTO "ImportAttempt" ("id", "rowId", "keeperId", "startedAt")
      SELECT ${attemptId}::uuid, ${rowId}::uuid, ${keeper.id}, clock_timestamp() FROM taken
    )
    SELECT "leaseEpoch" AS "epoch", "presentations", "failures", "strikes",
      (EXTRACT(EPOCH FROM clock_timestamp() - "firstPresentedAt") * 1000)::float8 AS "presentedForMilliseconds"
    FROM taken`
  return row === undefined ? null : { ...row, rowId, xeroAppId, attemptId }
}

/** A row, and the app that its token was issued to. */
export type RowOfApp = { rowId: string; xeroAppId: string }
export type RowLease = RowOfApp & {
  attemptId: string
  epoch: number
  /** This one included. */
  presentations: number
  failures: number
  strikes: number
  presentedForMilliseconds: number
}
