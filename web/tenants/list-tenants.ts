import type { TenantOverview } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"
import { TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"
import { holdsSql, statusSql } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { type AuthoriserCount, countAuthorisers } from "@/web/tenants/count-authorisers"
import { labelled } from "@/web/tenants/labelled"
import { columnsSql, orderSql, rankTenants } from "@/web/tenants/rank-tenants"
import type { TenantQuery } from "@/web/tenants/tenant-query"

/**
 * One page of the organisations whose name holds `search` (or whose tenant id it is) and that `grantId`'s consent covers,
 * and how many there are in each status. All statuses together leave out the removed ones. One statement ranks them by narrow
 * columns and one reads what is shown.
 */
export async function listTenants(query: TenantQuery): Promise<TenantPage> {
  await requireMember("viewer")
  const [ranking, xeroUsers] = await Promise.all([
    rankTenants(query),
    findXeroUserLabels(db(), query.grantId === null ? [] : [query.grantId]),
  ])
  const counts = countsOf(ranking.counts)
  const tenants = await readShown(ranking.shown)
  const { removed, ...present } = counts
  const all = Object.values(present).reduce((sum, count) => sum + count, 0)
  const matching = query.status ? counts[query.status] : all
  const coveredBy = xeroUsers.get(query.grantId ?? "") ?? null
  return { tenants, counts, all, matching, handedOver: ranking.handedOver, coveredBy }
}

/** The ids of all organisations that the query matches, in its order. */
export async function listMatchingIds(query: TenantQuery): Promise<string[]> {
  await requireMember("viewer")
  const { status, sort, descending } = query
  const rows = await db().$queryRaw<{ tenantId: string }[]>`
    SELECT "tenantId"::text FROM (
      SELECT ${columnsSql(sort)} FROM "TenantOverview" WHERE ${holdsSql(query)}
    ) seen WHERE ${statusSql(status)} ORDER BY ${orderSql(descending)}`
  return rows.map((row) => row.tenantId)
}

/** What the list shows of these organisations, in this order. */
export async function readShown(tenantIds: string[]): Promise<TenantRow[]> {
  if (tenantIds.length === 0) return []
  const rows = await db().$queryRaw<(TenantRow & { grantId: string })[]>`
    SELECT "tenantId", "name", "type", "status", "reason", "failingSince", "refreshTokenExpiresAt", "grantEndedAt",
      "connectionEndedAt", "grantId", "xeroUserName", "consentedAt", greatest("lastCheckedAt", "lastSeenAt") AS "lastVerifiedAt",
      (SELECT t."reference" FROM "Tenant" t WHERE t."tenantId" = o."tenantId") AS "reference"
    FROM "TenantOverview" o WHERE "tenantId" = ANY(${tenantIds}::uuid[])`
  const grantIds = rows.map((row) => row.grantId)
  const [named, xeroUsers, authorisers] = await Promise.all([
    labelled(rows),
    findXeroUserLabels(db(), grantIds),
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
  /** What the link that connected it, or a member, gave it. */
  reference: string | null
  /** Null where it has none: a removed one. */
  authorisers: AuthoriserCount | null
}
