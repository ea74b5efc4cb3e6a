import { blockPlace, sealedText } from "@/keeper/audit/block-hash"
import type { Keeper } from "@/keeper/keeper"
import type { Db, Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

const BATCH = 1_000

/**
 * Removes old rows: events by their blocks, refresh attempts with the token sets that they presented, ended incidents, the
 * services' ledger, mails, jobs and finished consents after `retentionMonths`; ended sessions, abandoned consents, counters of
 * refusals and of sign-in attempts after days; sign-ins that stopped half-way at once. It works in small batches, each its
 * own transaction, so that no one waits for it.
 */
export async function removeOld(keeper: Keeper): Promise<void> {
  const kept = Prisma.sql`statement_timestamp() - ${keeper.retentionMonths} * interval '1 month'`
  for (const one of [...listKept(kept), ...PASSING]) {
    while (!keeper.draining && (await removeBatch(keeper.db, one)) === BATCH);
  }
  while (!keeper.draining && (await removeAttempts(keeper.db, kept)) === BATCH);
  while (!keeper.draining && (await removeBlock(keeper)));
}

/**
 * Removes refresh attempts, and each token set that the last of its attempts had presented: it holds no secret any more, and
 * is nobody's current one. Found by the attempts' times, so that no index on all the token sets is needed.
 */
async function removeAttempts(db: Db, before: Prisma.Sql): Promise<number> {
  return db.$transaction(async (tx) => {
    const removed = await tx.$queryRaw<{ tokenSetId: string }[]>`
      DELETE FROM "RefreshAttempt" WHERE "id" IN (
        SELECT "id" FROM "RefreshAttempt" WHERE "startedAt" < ${before} ORDER BY "startedAt" LIMIT ${BATCH}
      ) RETURNING "tokenSetId"`
    await tx.$executeRaw`
      DELETE FROM "TokenSet" t
      WHERE t."id" = ANY(${removed.map((one) => one.tokenSetId)}::uuid[]) AND t."scrubbedAt" IS NOT NULL
        AND NOT EXISTS (SELECT FROM "RefreshAttempt" a WHERE a."tokenSetId" = t."id")
        AND NOT EXISTS (SELECT FROM "Grant" g WHERE g."currentTokenSetId" = t."id")`
    return removed.length
  })
}

/** Removes the oldest events, if they are old enough; the database lets nobody remove others. Sealed, so that it is no one else's doing. */
async function removeBlock({ db, vault, retentionMonths }: Keeper): Promise<boolean> {
  return db.$transaction(async (tx) => {
    const [oldest] = await tx.$queryRaw<{ number: number; hash: string }[]>`
      SELECT "number", "hash" FROM "AuditBlock" WHERE "removedAt" IS NULL ORDER BY "number" LIMIT 1 FOR UPDATE`
    if (oldest === undefined) return false
    const { number, hash } = oldest
    const [row] = await tx.$queryRaw<{ done: boolean }[]>`
      SELECT "removeOldEvents"(${retentionMonths}::int) AS "done"`
    if (row?.done !== true) return false
    const hashSealed = await vault.seal(sealedText(hash, true), blockPlace(number))
    await tx.auditBlock.updateMany({ where: { number }, data: { hashSealed } })
    return true
  })
}

/** Removes some rows of `table` that match `where`; `key` identifies a row. */
async function removeBatch(db: Tx, { table, key, where }: Removal): Promise<number> {
  return db.$executeRaw`
    DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${BATCH})`
}

function listKept(before: Prisma.Sql): Removal[] {
  return [
    removal("TokenFetch", Prisma.sql`"day" < ${before}`, "ctid"),
    removal("ServiceDenial", Prisma.sql`"hour" < ${before}`),
    removal("Import", Prisma.sql`"finishedAt" < ${before}`),
    removal("Job", Prisma.sql`"finishedAt" < ${before}`),
    removal("Mail", Prisma.sql`"finishedAt" < ${before}`),
    removal("Incident", Prisma.sql`"closedAt" < ${before}`),
    // An offer waits until a member decides.
    removal(
      "ConsentRequest",
      Prisma.sql`"expiresAt" < ${before} AND "outcome" IS NOT NULL AND "outcome"->>'decision' IS DISTINCT FROM 'open'`,
    ),
  ]
}

function removal(table: string, where: Prisma.Sql, key = "id"): Removal {
  return { table: Prisma.raw(`"${table}"`), key: Prisma.raw(`"${key}"`), where }
}

const PASSING: Removal[] = [
  // No session is valid for longer than 7 days.
  removal("Session", Prisma.sql`"endedAt" < statement_timestamp() - interval '1 day'`),
  removal("Session", Prisma.sql`"createdAt" < statement_timestamp() - interval '8 days'`),
  // With a grant but no outcome, it was cut off after its token set was stored; the next check completes it.
  removal(
    "ConsentRequest",
    Prisma.sql`"expiresAt" < statement_timestamp() - interval '1 day' AND "outcome" IS NULL AND "grantId" IS NULL`,
  ),
  // Read, and never started.
  removal(
    "Import",
    Prisma.sql`"startedAt" IS NULL AND "createdAt" < statement_timestamp() - interval '1 hour'`,
  ),
  removal("SecondStep", Prisma.sql`"expiresAt" < statement_timestamp()`),
  removal("SsoOnce", Prisma.sql`"expiresAt" < statement_timestamp()`, "digest"),
  removal("RefusalCount", Prisma.sql`"hour" < statement_timestamp() - interval '2 days'`, "key"),
  removal(
    "Throttle",
    // The longest that a count lasts.
    Prisma.sql`"countedAt" < statement_timestamp() - interval '2 days'`,
    "key",
  ),
]

type Removal = { table: Prisma.Sql; key: Prisma.Sql; where: Prisma.Sql }
