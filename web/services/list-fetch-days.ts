import { dbNow } from "@/lib/db/clock"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { LEDGER_DAYS } from "@/web/services/service-query"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/** How often a service fetched tokens on each of the last 30 days (UTC), oldest first; days without any are there too. */
export async function listFetchDays(serviceId: string): Promise<FetchDay[]> {
  await requireMember("viewer")
  const now = await dbNow(db())
  const days = daysBefore(now)
  const rows = await db().tokenFetch.groupBy({
    by: ["day"],
    where: { serviceId, day: { gte: days[0] } },
    _sum: { fetches: true },
  })
  const counted = new Map(rows.map((row) => [row.day.getTime(), row._sum.fetches ?? 0]))
  return days.map((day) => ({
    day: day.toISOString().slice(0, 10),
    fetches: counted.get(day.getTime()) ?? 0,
  }))
}

function daysBefore(now: Date): Date[] {
  const today = Math.floor(now.getTime() / DAY_IN_MILLISECONDS)
  return Array.from(
    { length: LEDGER_DAYS },
    (_, at) => new Date((today - LEDGER_DAYS + 1 + at) * DAY_IN_MILLISECONDS),
  )
}

/** `day`: 2026-11-21. */
export type FetchDay = { day: string; fetches: number }
