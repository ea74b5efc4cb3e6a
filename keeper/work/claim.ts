import type { Keeper } from "@/keeper/keeper"

/**
 * Takes up to `limit` grants whose refresh is due, oldest first, and moves their due time on by one lease: whatever becomes
 * of this process, they are due again then, and a chain that always fails costs one slot a minute. Due by the time of the
 * statement, which an index can be searched by: with a clock that moves, every look would read every grant.
 */
export async function claimRefreshes(keeper: Keeper, limit: number): Promise<string[]> {
  const { lease } = keeper.timings
  const rows = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() + ${lease} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT g."id" FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId"
      WHERE g."state" = 'active' AND g."refreshDueAt" <= statement_timestamp() AND a."id" = ${keeper.xeroAppId}::uuid
        AND (g."leaseUntil" IS NULL OR g."leaseUntil" < clock_timestamp())
        AND (g."nextAttemptAt" IS NULL OR g."nextAttemptAt" <= clock_timestamp())
        AND (a."faultSince" IS NULL OR a."faultProbeDueAt" <= clock_timestamp())
      ORDER BY g."refreshDueAt" LIMIT ${limit}
      FOR UPDATE OF g SKIP LOCKED
    )
    RETURNING "id"`
  return rows.map((row) => row.id)
}

/** Takes up to `limit` grants whose tenants are to be checked; they are due again after the retry time. */
export async function claimChecks(keeper: Keeper, limit: number): Promise<string[]> {
  const { checkRetry } = keeper.timings
  const rows = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "checkDueAt" = clock_timestamp() + ${checkRetry} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT g."id" FROM "Grant" g
      WHERE g."state" = 'active' AND g."checkDueAt" <= statement_timestamp() AND g."xeroAppId" = ${keeper.xeroAppId}::uuid
        AND g."failingSince" IS NULL AND g."failures" = 0
      ORDER BY g."checkDueAt" LIMIT ${limit}
      FOR UPDATE OF g SKIP LOCKED
    )
    RETURNING "id"`
  return rows.map((row) => row.id)
}
