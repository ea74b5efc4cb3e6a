import type { Keeper } from "@/keeper/keeper"
import { Prisma } from "@/lib/db/generated/client"

/**
 * The last answer may be lost, or a confirming refresh is due: Xero's grace may be running. An index matches this
 * condition.
 */
const URGENT = Prisma.sql`
  (g."leaseUntil" IS NOT NULL OR g."confirmationsDue" > 0 OR g."failures" > 0 OR g."strikes" > 0)`

/**
 * Takes up to `limit` grants whose refresh is due, oldest first, and moves their due time on by one lease: if this
 * process dies they become due again, and a chain that always fails costs one slot a minute. Every other call takes
 * urgent ones first, so that a long queue does not delay them and many of them do not delay the others.
 */
export async function claimRefreshes(keeper: Keeper, limit: number): Promise<string[]> {
  const urgent = Math.random() < 0.5 ? await claimDue(keeper, limit, URGENT) : []
  if (urgent.length === limit) return urgent
  return [...urgent, ...(await claimDue(keeper, limit - urgent.length, unlessTrouble(keeper)))]
}

/**
 * While Xero is in trouble no healthy chain is put at risk: only urgent ones are refreshed, and a few others as probes
 * once a minute has passed without a request.
 */
function unlessTrouble({ timings }: Keeper): Prisma.Sql {
  return Prisma.sql`(${URGENT}
    OR NOT EXISTS (SELECT 1 FROM "Incident" WHERE "kind" = 'xero_trouble' AND "closedAt" IS NULL)
    OR NOT EXISTS (SELECT 1 FROM "RefreshAttempt"
      WHERE "startedAt" > statement_timestamp() - ${timings.appProbe} * interval '1 millisecond'))`
}

/**
 * Compares with the statement's time, so that an index can be used: with `clock_timestamp()` every look would read every grant.
 */
async function claimDue(keeper: Keeper, limit: number, which: Prisma.Sql): Promise<string[]> {
  const { lease } = keeper.timings
  const rows = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() + ${lease} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT g."id" FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId"
      WHERE g."state" = 'active' AND g."refreshDueAt" <= statement_timestamp() AND a."usable"
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

/** Claims up to `limit` grants whose tenants are due for a check; they are due again after the retry time. */
export async function claimChecks(keeper: Keeper, limit: number): Promise<string[]> {
  const { checkRetry } = keeper.timings
  const rows = await keeper.db.$queryRaw<{ id: string }[]>`
    UPDATE "Grant" SET "checkDueAt" = clock_timestamp() + ${checkRetry} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT g."id" FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId"
      WHERE g."state" = 'active' AND g."checkDueAt" <= statement_timestamp() AND a."usable"
        AND g."failingSince" IS NULL AND g."failures" = 0
      ORDER BY g."checkDueAt" LIMIT ${limit}
      FOR UPDATE OF g SKIP LOCKED
    )
    RETURNING "id"`
  return rows.map((row) => row.id)
}
