import type { Keeper } from "@/keeper/keeper"
import { Prisma } from "@/lib/db/generated/client"

/** Its last answer may be lost, or a confirming refresh is owed: Xero's grace may be running. There is an index for it. */
const URGENT = Prisma.sql`
  (g."leaseUntil" IS NOT NULL OR g."confirmationsDue" > 0 OR g."failures" > 0 OR g."strikes" > 0)`

/**
 * Takes up to `limit` grants whose refresh is due, oldest first, and moves their due time on by one lease: whatever becomes
 * of this process, they are due again then, and a chain that always fails costs one slot a minute. Every other time the
 * urgent ones come first, so that neither a long queue makes them late, nor many of them the others.
 */
export async function claimRefreshes(keeper: Keeper, limit: number): Promise<string[]> {
  const urgent = Math.random() < 0.5 ? await claimDue(keeper, limit, URGENT) : []
  if (urgent.length === limit) return urgent
  return [...urgent, ...(await claimDue(keeper, limit - urgent.length, unlessTrouble(keeper)))]
}

/**
 * While Xero is in trouble no chain that is well is put at risk: only urgent ones are asked for, and a few others as probes
 * where nothing was asked for a minute.
 */
function unlessTrouble({ timings }: Keeper): Prisma.Sql {
  return Prisma.sql`(${URGENT}
    OR NOT EXISTS (SELECT 1 FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL)
    OR NOT EXISTS (SELECT 1 FROM "RefreshAttempt"
      WHERE "startedAt" > statement_timestamp() - ${timings.appProbe} * interval '1 millisecond'))`
}

/**
 * Due by the time of the statement, which an index can be searched by: with a clock that moves, every look would read every
 * grant.
 */
async function claimDue(keeper: Keeper, limit: number, which: Prisma.Sql): Promise<string[]> {
  const { lease } = keeper.timings
  const rows = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() + ${lease} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT g."id" FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId"
      WHERE g."state" = 'active' AND g."refreshDueAt" <= statement_timestamp() AND a."id" = ${keeper.xeroAppId}::uuid
        AND ${which}
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
