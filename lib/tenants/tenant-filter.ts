import { Prisma } from "@/lib/db/generated/client"
import { TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"

/** A condition on `TenantOverview`: the organisations whose name or id `search` holds and that `grantId`'s consent covers. */
export function holdsSql({ search, grantId }: Omit<TenantFilter, "status">): Prisma.Sql {
  return Prisma.sql`${searchSql(search)} AND ${coveredSql(grantId)}`
}

/** A condition on `TenantOverview`: those of one status; without one, all but the removed. */
export function statusSql(status: TenantStatus | null): Prisma.Sql {
  // By the number behind the status word: it is what the view computes first.
  return status === null
    ? Prisma.sql`"urgency" < ${TENANT_STATUSES.indexOf("removed")}`
    : Prisma.sql`"urgency" = ${TENANT_STATUSES.indexOf(status)}`
}

function searchSql(search: string): Prisma.Sql {
  if (search === "") return Prisma.sql`true`
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`
  return Prisma.sql`("name" ILIKE ${pattern} OR "tenantId"::text = ${search.toLowerCase()})`
}

function coveredSql(grantId: string | null): Prisma.Sql {
  if (grantId === null) return Prisma.sql`true`
  return Prisma.sql`"tenantId" IN (
    SELECT "tenantId" FROM "Connection" WHERE "grantId" = ${grantId}::uuid AND "state" = 'connected')`
}

/** Which organisations the list shows. */
export type TenantFilter = {
  search: string
  status: TenantStatus | null
  /** Only those that this consent covers. */
  grantId: string | null
}
