import { dbNow } from "@/lib/db/clock"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1_000
const HOURS_A_DAY = 24
const DAYS_SHOWN = 30

// Of the days that are over since at least one. What nobody closed until then was cut off, so they change no more.
let over: OverDays = { oldestAt: null, until: 0, counted: new Map() }

/** Refreshes that succeeded and that failed, by the hour over the last 24 and by the day (UTC) over the last 30. */
export async function listRefreshes(): Promise<Refreshes> {
  await requireMember("viewer")
  const thisHour = Math.floor((await dbNow(db())).getTime() / HOUR_IN_MILLISECONDS)
  const today = Math.floor(thisHour / HOURS_A_DAY)
  const firstDay = today - DAYS_SHOWN + 1
  const counted = await countFrom(firstDay, today)
  const period = (firstHour: number, hours: number): RefreshPeriod => ({
    from: new Date(firstHour * HOUR_IN_MILLISECONDS),
    ...sum(range(firstHour, hours).map((hour) => counted.get(hour) ?? NONE)),
  })
  return {
    hours: range(thisHour - HOURS_A_DAY + 1, HOURS_A_DAY).map((hour) => period(hour, 1)),
    days: range(firstDay, DAYS_SHOWN).map((day) => period(day * HOURS_A_DAY, HOURS_A_DAY)),
  }
}

/**
 * Only today and yesterday are counted each time: with thousands of sign-ins a month is a hundred thousand rows, and the page
 * asks every ten seconds. A history that begins at another moment was restored or cleaned, and is counted anew.
 */
async function countFrom(firstDay: number, today: number): Promise<Counted> {
  const yesterday = today - 1
  const oldest = await db().refreshAttempt.findFirst({
    orderBy: { startedAt: "asc" },
    select: { startedAt: true },
  })
  const oldestAt = oldest?.startedAt.getTime() ?? null
  if (over.oldestAt !== oldestAt || over.until !== yesterday) {
    const counted = await countHours(firstDay * HOURS_A_DAY, yesterday * HOURS_A_DAY)
    over = { oldestAt, until: yesterday, counted }
  }
  const lately = await countHours(yesterday * HOURS_A_DAY, (today + 2) * HOURS_A_DAY)
  return new Map([...over.counted, ...lately])
}

/**
 * Hours are numbered from 1970; the last one is left out. An attempt that nobody closed within minutes was cut off.
 * `date_part` reckons with floats, several times faster than `extract` with exact numbers.
 */
async function countHours(firstHour: number, lastHour: number): Promise<Counted> {
  const rows = await db().$queryRaw<(Counts & { hour: number })[]>`
    SELECT floor(date_part('epoch', "startedAt") / 3600)::int AS "hour",
      count(*) FILTER (WHERE "outcome" = 'ok')::int AS "succeeded",
      count(*) FILTER (WHERE "outcome" IS DISTINCT FROM 'ok')::int AS "failed"
    FROM "RefreshAttempt"
    WHERE "startedAt" >= ${new Date(firstHour * HOUR_IN_MILLISECONDS)}
      AND "startedAt" < ${new Date(lastHour * HOUR_IN_MILLISECONDS)}
      AND ("outcome" IS NOT NULL OR "startedAt" < statement_timestamp() - interval '5 minutes')
    GROUP BY 1`
  return new Map(rows.map(({ hour, ...counts }) => [hour, counts]))
}

function range(first: number, length: number): number[] {
  return Array.from({ length }, (_, at) => first + at)
}

function sum(counts: Counts[]): Counts {
  return {
    succeeded: counts.reduce((all, one) => all + one.succeeded, 0),
    failed: counts.reduce((all, one) => all + one.failed, 0),
  }
}

const NONE: Counts = { succeeded: 0, failed: 0 }

type Counts = { succeeded: number; failed: number }
/** By the hour. */
type Counted = Map<number, Counts>
/** Counted to the day `until`, without it, in a history whose first attempt was made at `oldestAt`. */
type OverDays = { oldestAt: number | null; until: number; counted: Counted }
export type RefreshPeriod = Counts & { from: Date }
export type Refreshes = { hours: RefreshPeriod[]; days: RefreshPeriod[] }
