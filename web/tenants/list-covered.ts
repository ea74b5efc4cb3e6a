import type { TenantOverview } from "@/lib/db/generated/client"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

/** The organisations that one consent reaches now, by name: what recovers, and what ends, together. */
export async function listCovered(grantId: string): Promise<CoveredTenant[]> {
  await requireMember("viewer")
  const reached = await db().connection.findMany({
    where: { grantId, state: "connected" },
    select: { tenantId: true },
  })
  const tenantIds = reached.map((one) => one.tenantId)
  if (tenantIds.length === 0) return []
  const rows = await db().$queryRaw<CoveredTenant[]>`
    SELECT "tenantId", "name", "status" FROM "TenantOverview"
    WHERE "tenantId" = ANY(${tenantIds}::uuid[]) ORDER BY lower("name"), "tenantId"`
  return labelled(rows)
}

export type CoveredTenant = Pick<TenantOverview, "tenantId" | "name" | "status">
