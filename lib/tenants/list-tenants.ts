import { requireMember } from "@/lib/auth/require-member"
import { db } from "@/lib/db/db"
import { Prisma } from "@/lib/db/generated/client"
import { TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"
import { PAGE_SIZE, type TenantQuery, type TenantSort } from "@/lib/tenants/tenant-query"

/**
 * One page of the organisations whose name holds `search` (or whose tenant id it is), and how many there are in each
 * status. All statuses together leave out the removed ones. Two statements whatever the number of organisations: one
 * ranks them by the narrow columns, one reads what is shown.
 */
export async function listTenants(query: TenantQuery): Promise<TenantPage> {
  await requireMember("viewer")
  const [ranking] = await db().$queryRaw<Ranking[]>(rankingSql(query))
  const counts = countsOf(ranking?.counts ?? {})
  const tenants = await readShown(ranking?.shown ?? [])
  const { removed, ...present } = counts
  const all = Object.values(present).reduce((sum, count) => sum + count, 0)
  return { tenants, counts, all, matching: query.status ? counts[query.status] : all }
}

function rankingSql({ search, status, sort, descending, page }: TenantQuery): Prisma.Sql {
  const wanted = status
    ? Prisma.sql`"status" = ${status}`
    : Prisma.sql`"urgency" < ${TENANT_STATUSES.indexOf("removed")}`
  return Prisma.sql`
    WITH seen AS MATERIALIZED (
      SELECT "tenantId", "name", "status", "urgency", "refreshTokenExpiresAt", "xeroUserName", "lastCheckedAt"
      FROM "TenantOverview" ${whereSql(search)}
    ), page AS (
      SELECT "tenantId", row_number() OVER (ORDER BY ${orderSql(sort, descending)}) AS place
      FROM seen WHERE ${wanted}
      ORDER BY ${orderSql(sort, descending)}
      LIMIT ${PAGE_SIZE} OFFSET ${(page - 1) * PAGE_SIZE}
    )
    SELECT
      (SELECT json_object_agg("status", n) FROM (SELECT "status", count(*) AS n FROM seen GROUP BY "status") c) AS counts,
      (SELECT array_agg("tenantId"::text ORDER BY place) FROM page) AS shown`
}

function whereSql(search: string): Prisma.Sql {
  if (search === "") return Prisma.empty
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`
  return Prisma.sql`WHERE "name" ILIKE ${pattern} OR "tenantId"::text = ${search.toLowerCase()}`
}

// The tenant id last, so that equals keep their places from page to page.
function orderSql(sort: TenantSort, descending: boolean): Prisma.Sql {
  const direction = descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS FIRST`
  const first = {
    attention: Prisma.sql`"urgency"`,
    name: Prisma.sql`lower("name")`,
    valid: Prisma.sql`"refreshTokenExpiresAt"`,
    authorised: Prisma.sql`lower("xeroUserName")`,
    verified: Prisma.sql`"lastCheckedAt"`,
  }[sort]
  return Prisma.sql`${first} ${direction}, lower("name"), "tenantId"`
}

async function readShown(tenantIds: string[]): Promise<TenantRow[]> {
  if (tenantIds.length === 0) return []
  const rows = await db().$queryRaw<TenantRow[]>`
    SELECT "tenantId", "name", "type", "status", "reason", "failingSince", "refreshTokenExpiresAt", "grantEndedAt",
      "connectionEndedAt", "xeroUserName", "consentedAt", greatest("lastCheckedAt", "lastSeenAt") AS "lastVerifiedAt"
    FROM "TenantOverview" WHERE "tenantId" = ANY(${tenantIds}::uuid[])`
  const byId = new Map(rows.map((row) => [row.tenantId, row]))
  return tenantIds.flatMap((id) => byId.get(id) ?? [])
}

function countsOf(found: Partial<Record<TenantStatus, number>>): TenantCounts {
  const pairs = TENANT_STATUSES.map((status) => [status, found[status] ?? 0])
  return Object.fromEntries(pairs)
}

export type TenantCounts = Record<TenantStatus, number>
export type TenantPage = {
  tenants: TenantRow[]
  counts: TenantCounts
  /** Without the removed ones. */
  all: number
  matching: number
}
export type TenantRow = {
  tenantId: string
  name: string
  type: string
  status: TenantStatus
  reason: string
  failingSince: Date | null
  refreshTokenExpiresAt: Date
  grantEndedAt: Date | null
  connectionEndedAt: Date | null
  xeroUserName: string
  consentedAt: Date
  lastVerifiedAt: Date
}
type Ranking = { counts: Partial<TenantCounts> | null; shown: string[] | null }
