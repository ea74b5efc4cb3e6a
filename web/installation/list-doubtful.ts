import { dbNow } from "@/lib/db/clock"
import type { TenantOverview } from "@/lib/db/generated/client"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const PATIENCE_IN_MILLISECONDS = 2 * 60 * 1000

/**
 * The organisations whose refresh chain may have gone on elsewhere, by name: it was due for long when this database was
 * started or taken over, and has not succeeded since. Those that are only just being asked are given two minutes.
 */
export async function listDoubtful(): Promise<DoubtfulTenant[]> {
  await requireMember("admin")
  const now = await dbNow(db())
  const grants = await db().grant.findMany({
    where: {
      doubtfulSince: { not: null },
      OR: [
        { state: "ended", endedReason: { in: ["refused", "expired"] } },
        { state: "active", strikes: { gt: 0 } },
        {
          state: "active",
          doubtfulSince: { lt: new Date(now.getTime() - PATIENCE_IN_MILLISECONDS) },
        },
      ],
    },
    select: {
      id: true,
      connections: { where: { state: "connected" }, select: { tenantId: true } },
    },
  })
  const tenantIds = grants.flatMap((grant) => grant.connections.map((one) => one.tenantId))
  if (tenantIds.length === 0) return []
  const grantIds = grants.map((grant) => grant.id)
  const rows = await db().$queryRaw<DoubtfulTenant[]>`
    SELECT "tenantId", "name", "status", "lastRefreshedAt" FROM "TenantOverview"
    WHERE "tenantId" = ANY(${tenantIds}::uuid[]) AND "grantId" = ANY(${grantIds}::uuid[]) AND "status" <> 'removed'
    ORDER BY lower("name"), "tenantId"`
  return labelled(rows)
}

export type DoubtfulTenant = Pick<
  TenantOverview,
  "tenantId" | "name" | "status" | "lastRefreshedAt"
>
