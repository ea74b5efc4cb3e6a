import { findServiceLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { createClosedSums } from "@/web/overview/closed-sums"
import { LEDGER_DAYS } from "@/web/services/service-query"

const SERVICES_SHOWN = 6

const readSums = createClosedSums({
  periodInMilliseconds: 24 * 60 * 60 * 1_000,
  periods: LEDGER_DAYS,
  read: (db, since) => db.$queryRaw`
    SELECT ("day" - DATE '1970-01-01') AS "at", "serviceId"::text AS "key", sum("fetches")::int AS "count"
    FROM "TokenFetch" WHERE "day" >= ${since}::date GROUP BY 1, 2`,
})

/** The services that fetched most tokens in the last 30 days (UTC), with how many; and what the others fetched together. */
export async function listBusiestServices(): Promise<BusiestServices> {
  await requireMember("viewer")
  const { rows } = await readSums(db())
  const fetches = new Map<string, number>()
  for (const { key, count } of rows) fetches.set(key, (fetches.get(key) ?? 0) + count)
  const sorted = [...fetches].sort(([, one], [, other]) => other - one)
  const shown = sorted.slice(0, SERVICES_SHOWN)
  const labels = await findServiceLabels(
    db(),
    shown.map(([serviceId]) => serviceId),
  )
  const others = sorted.slice(SERVICES_SHOWN)
  return {
    services: shown.map(([serviceId, count]) => ({
      serviceId,
      name: labels.get(serviceId) ?? serviceId,
      fetches: count,
    })),
    others: others.length,
    fetchesOfOthers: others.reduce((sum, [, count]) => sum + count, 0),
  }
}

export type BusiestServices = {
  services: { serviceId: string; name: string; fetches: number }[]
  others: number
  fetchesOfOthers: number
}
