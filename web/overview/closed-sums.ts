import { dbNow } from "@/lib/db/clock"
import type { Db } from "@/lib/db/create-db"

// A row of a period that is over may still come for so long: a refresh that was under way, counts that wait to be written.
const SETTLED_AFTER_MILLISECONDS = 10 * 60 * 1_000

/**
 * Sums by period and key over the last `periods` periods, oldest first. What is over does not change, so it is read once for
 * each process and kept in memory; after that only the periods that may still change are read. However many rows there are, a
 * page waits for those of the last hour or day alone.
 */
export function createClosedSums({ periodInMilliseconds, periods, read }: Plan): ClosedSums {
  const kept = new WeakMap<Db, Kept>()

  async function sums(db: Db): Promise<Sums> {
    const now = (await dbNow(db)).getTime()
    const current = Math.floor(now / periodInMilliseconds)
    const first = current - periods + 1
    const known = validAt(kept.get(db), current, first)
    const from = known?.until ?? first
    const rows = await read(db, new Date(from * periodInMilliseconds))
    const all = [...(known?.rows ?? []).filter(({ at }) => at >= first && at < from), ...rows]
    const until = Math.floor((now - SETTLED_AFTER_MILLISECONDS) / periodInMilliseconds)
    kept.set(db, { until: Math.max(from, until), rows: all.filter(({ at }) => at < until) })
    return { first: new Date(first * periodInMilliseconds), rows: all, firstPeriod: first }
  }
  return sums
}

/** A clock that was set back, or a process that slept for longer than everything that is shown, begins anew. */
function validAt(known: Kept | undefined, current: number, first: number): Kept | undefined {
  return known !== undefined && known.until <= current && known.until >= first ? known : undefined
}

type Kept = { until: number; rows: SumRow[] }
/** `at`: the number of the period since 1970. */
export type SumRow = { at: number; key: string; count: number }
export type Sums = {
  rows: SumRow[]
  /** The first period that is shown: when it began, and its number. */
  first: Date
  firstPeriod: number
}
export type ClosedSums = (db: Db) => Promise<Sums>
type Plan = {
  periodInMilliseconds: number
  periods: number
  read(db: Db, since: Date): Promise<SumRow[]>
}
