import type { ChangeFeed } from "@/keeper/services/memory/change-feed"
import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1_000
const ROWS_A_STATEMENT = 2_000
const MOST_PAIRS = 200_000

/**
 * Counts in memory who fetched which organisation's token; `flush` writes one row for each service, organisation and
 * day (UTC). Counts that cannot be written wait in the same form. The first fetch ever is written at once, with its
 * event.
 */
export function createLedger(db: Db, feed: Pick<ChangeFeed, "now">): Ledger {
  const services = new Map<string, Map<string, Counter>>()
  const waiting = createWaiting()
  let dirty: Counter[] = []
  let pairs = 0

  function addCounter(serviceId: string, tenantId: string): Counter {
    if (pairs >= MOST_PAIRS) forgetIdle()
    const counters = services.get(serviceId) ?? new Map<string, Counter>()
    services.set(serviceId, counters)
    const counter = counters.get(tenantId) ?? {
      serviceId,
      tenantId,
      fetches: 0,
      firstAt: 0,
      lastAt: 0,
    }
    if (!counters.has(tenantId)) pairs += 1
    counters.set(tenantId, counter)
    return counter
  }

  /** Drops idle counters; those that wait for the next flush stay in `dirty`. */
  function forgetIdle(): void {
    services.clear()
    pairs = 0
  }

  function count(counter: Counter): void {
    const at = feed.now().getTime()
    if (counter.fetches > 0 && dayOf(counter.firstAt) !== dayOf(at)) {
      waiting.add(counter)
      counter.fetches = 0
      counter.firstAt = at
    } else if (counter.fetches === 0) {
      counter.firstAt = at
      dirty.push(counter)
    }
    counter.fetches += 1
    counter.lastAt = at
  }

  return {
    count(serviceId, tenantId) {
      const counter = services.get(serviceId)?.get(tenantId)
      if (counter === undefined) return false
      count(counter)
      return true
    },
    async countFirst(fetch) {
      const isFirst = await writeFirst(db, { ...fetch, at: feed.now() })
      const counter = addCounter(fetch.serviceId, fetch.tenantId)
      if (!isFirst) count(counter)
    },
    async flush() {
      for (const counter of dirty) {
        if (counter.fetches > 0) waiting.add(counter)
        counter.fetches = 0
      }
      dirty = []
      for (let batch = waiting.take(); batch.length > 0; batch = waiting.take()) {
        await writeRows(db, batch).catch((cause: unknown) => {
          for (const counter of batch) waiting.add(counter)
          throw cause
        })
      }
    },
  }
}

/** Counts still to be written: one for each service, organisation and day, however often writing failed. */
function createWaiting(): Waiting {
  const counters = new Map<string, Counter>()
  return {
    add({ serviceId, tenantId, fetches, firstAt, lastAt }) {
      const key = `${serviceId} ${tenantId} ${dayOf(firstAt)}`
      const held = counters.get(key)
      counters.set(key, {
        serviceId,
        tenantId,
        fetches: fetches + (held?.fetches ?? 0),
        firstAt: Math.min(firstAt, held?.firstAt ?? firstAt),
        lastAt: Math.max(lastAt, held?.lastAt ?? lastAt),
      })
    },
    take() {
      const batch = [...counters].slice(0, ROWS_A_STATEMENT)
      for (const [key] of batch) counters.delete(key)
      return batch.map(([, counter]) => counter)
    },
  }
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_IN_MILLISECONDS)
}

function dateOf(at: number): Date {
  return new Date(dayOf(at) * DAY_IN_MILLISECONDS)
}

/** True for the first fetch ever, which is then written with its event. Of two at the same moment, one counts as first. */
async function writeFirst(db: Db, fetch: FirstFetch & { at: Date }): Promise<boolean> {
  const { serviceId, tenantId, at, address } = fetch
  const pair = { serviceId, tenantId }
  const before = await db.tokenFetch.findFirst({ where: pair, select: { day: true } })
  if (before !== null) return false
  return db.$transaction(async (tx) => {
    const { count } = await tx.tokenFetch.createMany({
      data: [{ ...pair, day: dateOf(at.getTime()), fetches: 1, firstAt: at, lastAt: at }],
      skipDuplicates: true,
    })
    if (count === 0) return false
    await recordEvent(tx, { kind: "service.first_fetch", ...pair, address })
    return true
  })
}

/** Leaves out rows of services that no longer exist: they must not block the others. */
async function writeRows(db: Db, rows: Counter[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "TokenFetch" ("serviceId", "tenantId", "day", "fetches", "firstAt", "lastAt")
    SELECT "serviceId", "tenantId", "day", sum("fetches"), min("firstAt"), max("lastAt")
    FROM unnest(${rows.map((row) => row.serviceId)}::uuid[], ${rows.map((row) => row.tenantId)}::uuid[],
      ${rows.map((row) => dateOf(row.firstAt))}::date[], ${rows.map((row) => row.fetches)}::int[],
      ${rows.map((row) => new Date(row.firstAt))}::timestamptz[], ${rows.map((row) => new Date(row.lastAt))}::timestamptz[])
      AS f("serviceId", "tenantId", "day", "fetches", "firstAt", "lastAt")
    WHERE "serviceId" IN (SELECT "id" FROM "Service")
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    ON CONFLICT ("serviceId", "tenantId", "day") DO UPDATE SET
      "fetches" = "TokenFetch"."fetches" + excluded."fetches", "lastAt" = greatest("TokenFetch"."lastAt", excluded."lastAt")`
}

/** Times are the database's clock, in milliseconds since 1970. */
type Counter = {
  serviceId: string
  tenantId: string
  fetches: number
  firstAt: number
  lastAt: number
}
type Waiting = {
  add(counter: Counter): void
  /** Takes some of them out, so that no other flush writes them too. */
  take(): Counter[]
}
type FirstFetch = { serviceId: string; tenantId: string; address: string }
export type Ledger = {
  /** False if it is not known whether this pair was ever counted; then nothing is counted. */
  count(serviceId: string, tenantId: string): boolean
  /** Counts, after asking the database whether it is the first fetch; resolves when that is written. */
  countFirst(fetch: FirstFetch): Promise<void>
  /** Rejects if it cannot be written; nothing is lost. */
  flush(): Promise<void>
}
