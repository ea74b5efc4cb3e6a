import { Prisma, type TenantOverview } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"
import { TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"
import { holdsSql, statusSql } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { type AuthoriserCount, countAuthorisers } from "@/web/tenants/count-authorisers"
import { labelled } from "@/web/tenants/labelled"
import { PAGE_SIZE, type TenantQuery, type TenantSort } from "@/web/tenants/tenant-query"

/**
 * One page of the organisations whose name holds `search` (or whose tenant id it is) and that `grantId`'s consent covers,
 * and how many there are in each status. All statuses together leave out the removed ones. However many organisations there
 * are, one statement ranks them by the narrow columns and one reads what is shown.
 */
export async function listTenants(query: TenantQuery): Promise<TenantPage> {
  await requireMember("viewer")
  const [[ranking], xeroUsers] = await Promise.all([
    db().$queryRaw<Ranking[]>(rankingSql(query)),
    findXeroUserLabels(db(), query.grantId === null ? [] : [query.grantId]),
  ])
  const counts = countsOf(ranking?.counts ?? {})
  const tenants = await readShown(ranking?.shown ?? [])
  const { removed, ...present } = counts
  const all = Object.values(present).reduce((sum, count) => sum + count, 0)
  const matching = query.status ? counts[query.status] : all
  const coveredBy = xeroUsers.get(query.grantId ?? "") ?? null
  const handedOver = ranking?.handedOver ?? 0
  return { tenants, counts, all, matching, handedOver, coveredBy }
}

// Grouping numbers is quicker than grouping words.
function rankingSql(query: TenantQuery): Prisma.Sql {
  const { status, sort, descending, page } = query
  return Prisma.sql`
    WITH seen AS MATERIALIZED (
      SELECT "tenantId", "name", "urgency", "reason" = 'handed_over' AS "isHandedOver", ${SORT_COLUMNS[sort]} AS "sorted"
      FROM "TenantOverview" WHERE ${holdsSql(query)}
    )
    SELECT
      (SELECT count(*)::int FROM seen WHERE "isHandedOver") AS "handedOver",
      (SELECT json_object_agg("urgency", n) FROM (SELECT "urgency", count(*) AS n FROM seen GROUP BY "urgency") c) AS counts,
      ARRAY(
        SELECT seen."tenantId"::text FROM seen WHERE ${statusSql(status)}
        ORDER BY ${orderSql(descending)} LIMIT ${PAGE_SIZE} OFFSET ${(page - 1) * PAGE_SIZE}
      ) AS shown`
}

/** The ids of all organisations that the query matches, in its order. */
export async function listMatchingIds(query: TenantQuery): Promise<string[]> {
  await requireMember("viewer")
  const { status, sort, descending } = query
  const rows = await db().$queryRaw<{ tenantId: string }[]>`
    SELECT "tenantId"::text FROM (
      SELECT "tenantId", "name", "urgency", ${SORT_COLUMNS[sort]} AS "sorted"
      FROM "TenantOverview" WHERE ${holdsSql(query)}
    ) seen WHERE ${statusSql(status)} ORDER BY ${orderSql(descending)}`
  return rows.map((row) => row.tenantId)
}

const SORT_COLUMNS: Record<TenantSort, Prisma.Sql> = {
  attention: Prisma.sql`"urgency"`,
  name: Prisma.sql`lower("name")`,
  valid: Prisma.sql`"refreshTokenExpiresAt"`,
  authorised: Prisma.sql`lower("xeroUserName")`,
  verified: Prisma.sql`"lastCheckedAt"`,
}

// The tenant id last, so that equals keep their places from page to page.
function orderSql(descending: boolean): Prisma.Sql {
  const direction = descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS FIRST`
  return Prisma.sql`"sorted" ${direction}, lower("name"), "tenantId"`
}

/** What the list shows of these organisations, in this order. */
export async function readShown(tenantIds: string[]): Promise<TenantRow[]> {
  if (tenantIds.length === 0) return []
  const rows = await db().$queryRaw<(TenantRow & { grantId: string })[]>`
    SELECT "tenantId", "name", "type", "status", "reason", "failingSince", "refreshTokenExpiresAt", "grantEndedAt",
      "connectionEndedAt", "grantId", "xeroUserName", "consentedAt", greatest("lastCheckedAt", "lastSeenAt") AS "lastVerifiedAt"
    FROM "TenantOverview" WHERE "tenantId" = ANY(${tenantIds}::uuid[])`
  const [named, xeroUsers, authorisers] = await Promise.all([
    labelled(rows),
    findXeroUserLabels(
      db(),
      rows.map((row) => row.grantId),
    ),
    countAuthorisers(tenantIds),
  ])
  const byId = new Map(
    named.map(({ grantId, xeroUserName, ...row }) => [
      row.tenantId,
      {
        ...row,
        xeroUserName: xeroUsers.get(grantId) ?? xeroUserName,
        authorisers: authorisers.get(row.tenantId) ?? null,
      },
    ]),
  )
  return tenantIds.flatMap((id) => byId.get(id) ?? [])
}

function countsOf(found: Record<string, number>): TenantCounts {
  const pairs = TENANT_STATUSES.map((status, urgency) => [status, found[urgency] ?? 0])
  return Object.fromEntries(pairs)
}

export type TenantCounts = Record<TenantStatus, number>
export type TenantPage = {
  tenants: TenantRow[]
  counts: TenantCounts
  /** Without the removed ones. */
  all: number
  matching: number
  /** Of those that are paused. */
  handedOver: number
  /** The Xero user whose consent the query names. */
  coveredBy: string | null
}
export type TenantRow = Pick<
  TenantOverview,
  | "tenantId"
  | "name"
  | "type"
  | "status"
  | "reason"
  | "failingSince"
  | "refreshTokenExpiresAt"
  | "grantEndedAt"
  | "connectionEndedAt"
  | "xeroUserName"
  | "consentedAt"
> & {
  lastVerifiedAt: Date
  /** Null where it has none: a removed one. */
  authorisers: AuthoriserCount | null
}
/** `counts` by urgency; null where there is none at all. */
type Ranking = { counts: Record<string, number> | null; shown: string[]; handedOver: number }
