import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { createClosedSums, type Sums } from "@/web/overview/closed-sums"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1_000
const HOURS_A_DAY = 24
export const DAYS_SHOWN = 30

const readSums = createClosedSums({
  periodInMilliseconds: HOUR_IN_MILLISECONDS,
  periods: (DAYS_SHOWN + 1) * HOURS_A_DAY,
  // One that nobody closed within minutes was cut off.
  read: (db, since) => db.$queryRaw`
    SELECT floor(extract(epoch FROM "startedAt") / 3600)::int AS "at",
      CASE WHEN "outcome" = 'ok' THEN 'succeeded' ELSE 'failed' END AS "key", count(*)::int AS "count"
    FROM "RefreshAttempt"
    WHERE "startedAt" >= ${since}
      AND ("outcome" IS NOT NULL OR "startedAt" < statement_timestamp() - interval '5 minutes')
    GROUP BY 1, 2`,
})

/** Refreshes that succeeded and that failed, by the hour over the last 24 and by the day (UTC) over the last 30. */
export async function listRefreshes(): Promise<Refreshes> {
  await requireMember("viewer")
  const sums = await readSums(db())
  const hours = hoursOf(sums)
  const lastDay = Math.floor((hours.at(-1)?.hour ?? 0) / HOURS_A_DAY)
  const days = Array.from({ length: DAYS_SHOWN }, (_, at) => lastDay - DAYS_SHOWN + 1 + at)
  return {
    hours: hours.slice(-HOURS_A_DAY).map(({ hour, ...counts }) => ({
      from: new Date(hour * HOUR_IN_MILLISECONDS),
      ...counts,
    })),
    days: days.map((day) => ({
      from: new Date(day * HOURS_A_DAY * HOUR_IN_MILLISECONDS),
      ...add(hours.filter(({ hour }) => Math.floor(hour / HOURS_A_DAY) === day)),
    })),
  }
}

function hoursOf({ firstPeriod, rows }: Sums): (Counts & { hour: number })[] {
  const hours = Array.from({ length: (DAYS_SHOWN + 1) * HOURS_A_DAY }, (_, at) => ({
    hour: firstPeriod + at,
    succeeded: 0,
    failed: 0,
  }))
  for (const { at, key, count } of rows) {
    const hour = hours[at - firstPeriod]
    if (hour === undefined) continue
    if (key === "succeeded") hour.succeeded += count
    else hour.failed += count
  }
  return hours
}

function add(counts: Counts[]): Counts {
  return counts.reduce(
    (sum, { succeeded, failed }) => ({
      succeeded: sum.succeeded + succeeded,
      failed: sum.failed + failed,
    }),
    { succeeded: 0, failed: 0 },
  )
}

type Counts = { succeeded: number; failed: number }
export type RefreshPeriod = Counts & { from: Date }
export type Refreshes = { hours: RefreshPeriod[]; days: RefreshPeriod[] }
