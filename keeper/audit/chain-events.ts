import { blockPlace, EVENT_LINE, type EventLine, hashOf } from "@/keeper/audit/block-hash"
import { keepHead } from "@/keeper/audit/head"
import { logEvents } from "@/keeper/audit/log-events"
import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"

const MOST_IN_A_BLOCK = 5_000

/**
 * Chains the events that are in no block yet. A block names its events, because an event can be committed after one with a
 * higher id: it comes into a later block then. Of two keepers that make the same block at once, one does; it
 * logs them, so that each event has one line in all the keepers' logs, once it is committed.
 */
export async function chainEvents(keeper: Keeper): Promise<void> {
  while (!keeper.draining && (await chainOnce(keeper)) === MOST_IN_A_BLOCK);
  await keepHead(keeper)
}

async function chainOnce(keeper: Keeper): Promise<number> {
  const { db, vault, alerts } = keeper
  const last = await db.auditBlock.findFirst({
    select: { number: true, hash: true, upTo: true },
    orderBy: { number: "desc" },
  })
  const events = await listUnchained(db, alerts.timings.lateCommit)
  const newest = events.at(-1)
  if (newest === undefined) return 0
  const number = (last?.number ?? 0) + 1
  const hash = hashOf(
    last?.hash ?? "",
    events.map(({ line }) => line),
  )
  const block = {
    number,
    eventIds: events.map(({ id }) => id),
    upTo: last !== null && last.upTo > newest.id ? last.upTo : newest.id,
    hash,
    hashSealed: await vault.seal(hash, blockPlace(number)),
  }
  const made = await db.auditBlock.createMany({ data: [block], skipDuplicates: true })
  if (made.count === 1) await logEvents(keeper, block.eventIds)
  return events.length
}

/** In milliseconds, `lateCommit` is how long a transaction may take: blocks that are older miss no event that was before theirs. */
async function listUnchained(tx: Tx, lateCommit: number): Promise<EventLine[]> {
  return tx.$queryRaw<EventLine[]>`
    WITH settled AS (SELECT clock_timestamp() - ${lateCommit} * interval '1 millisecond' AS "before"),
    passed AS (SELECT coalesce(max(b."upTo"), 0) AS "id" FROM "AuditBlock" b, settled s WHERE b."madeAt" < s."before"),
    recent AS (SELECT unnest(b."eventIds") AS "id" FROM "AuditBlock" b, settled s WHERE b."madeAt" >= s."before")
    SELECT e."id", ${EVENT_LINE} AS "line" FROM "AuditEvent" e, passed p
    WHERE e."id" > p."id" AND NOT EXISTS (SELECT FROM recent r WHERE r."id" = e."id")
    ORDER BY e."id" LIMIT ${MOST_IN_A_BLOCK}`
}
