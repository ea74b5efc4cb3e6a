import { findServiceLabels } from "@/lib/names/find-labels"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

const SERVICES_SHOWN = 6

/** The services that fetched most tokens in the last 7 days (UTC), with how many; and what the others fetched together. */
export async function listBusiestServices(): Promise<BusiestServices> {
  await requireMember("viewer")
  const rows = await db().$queryRaw<{ serviceId: string; fetches: number }[]>`
    SELECT "serviceId"::text AS "serviceId", sum("fetches")::int AS "fetches" FROM "TokenFetch"
    WHERE "day" > (statement_timestamp() AT TIME ZONE 'UTC')::date - 7
    GROUP BY "serviceId" ORDER BY 2 DESC, 1`
  const shown = rows.slice(0, SERVICES_SHOWN)
  const others = rows.slice(SERVICES_SHOWN)
  const serviceIds = shown.map((one) => one.serviceId)
  const labels = await findServiceLabels(db(), serviceIds)
  return {
    services: shown.map((one) => ({ ...one, name: labels.get(one.serviceId) ?? one.serviceId })),
    others: others.length,
    fetchesOfOthers: others.reduce((sum, { fetches }) => sum + fetches, 0),
  }
}

export type BusiestServices = {
  services: { serviceId: string; name: string; fetches: number }[]
  others: number
  fetchesOfOthers: number
}
