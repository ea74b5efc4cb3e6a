import type { TenantOverview } from "@/lib/db/generated/client"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

const SHOWN = 8

/** The organisations that one consent reaches now: what recovers, and what ends, together. The first ones by name. */
export async function listCovered(grantId: string): Promise<Covered> {
  await requireMember("viewer")
  const [row] = await db().$queryRaw<{ count: number; first: string[] }[]>`
    WITH covered AS MATERIALIZED (
      SELECT t."tenantId", t."name" FROM "Connection" c JOIN "Tenant" t ON t."tenantId" = c."tenantId"
      WHERE c."grantId" = ${grantId}::uuid AND c."state" = 'connected'
    )
    SELECT (SELECT count(*) FROM covered)::int AS count,
      ARRAY(SELECT "tenantId"::text FROM covered ORDER BY lower("name"), "tenantId" LIMIT ${SHOWN}) AS first`
  const { count = 0, first = [] } = row ?? {}
  if (first.length === 0) return { count, first: [] }
  const rows = await db().$queryRaw<CoveredTenant[]>`
    SELECT "tenantId", "name", "status", "reason" FROM "TenantOverview"
    WHERE "tenantId" = ANY(${first}::uuid[]) ORDER BY lower("name"), "tenantId"`
  return { count, first: await labelled(rows) }
}

export type CoveredTenant = Pick<TenantOverview, "tenantId" | "name" | "status" | "reason">
export type Covered = { count: number; first: CoveredTenant[] }
