import { Prisma } from "@/lib/db/generated/client"
import { BROAD_SCOPES } from "@/lib/scopes/broad-scopes"
import { TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"

/** What can be looked for beside a status. */
export const TENANT_CONDITIONS = ["one_authoriser", "scopes_missing", "broad_scopes"] as const

/**
 * A condition on `TenantOverview`: the organisations whose name or id `search` holds, that `grantId`'s consent covers, and of
 * which `only` is true.
 */
export function holdsSql({ search, grantId, only }: Omit<TenantFilter, "status">): Prisma.Sql {
  const condition = only === null ? Prisma.sql`true` : CONDITIONS[only]
  return Prisma.sql`${searchSql(search)} AND ${coveredSql(grantId)} AND ${condition}`
}

/** The scopes of a grant `g` in lower case. As `lackingScopes` has it: who may write may read. */
export const HELD = Prisma.sql`(lower(g."scopes"::text)::text[] || ARRAY(SELECT lower(one) || '.read' FROM unnest(g."scopes") one))`

/** A condition on a grant `g` and its app `a`. Nearly all hold the scopes to the letter, which is found out much quicker. */
export const LACKING = Prisma.sql`NOT (g."scopes" @> a."scopes" OR ${HELD} @> lower(a."scopes"::text)::text[])`

/** Each as a condition on `TenantOverview`. */
const CONDITIONS: Record<TenantCondition, Prisma.Sql> = {
  one_authoriser: Prisma.sql`"tenantId" IN (
    SELECT "tenantId" FROM "ConnectionStanding" WHERE "works" GROUP BY "tenantId" HAVING count(DISTINCT "xeroUserId") = 1)`,
  scopes_missing: Prisma.sql`"grantId" IN (
    SELECT g."id" FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId" WHERE ${LACKING})`,
  broad_scopes: Prisma.sql`lower("scopes"::text)::text[] && ${Object.keys(BROAD_SCOPES)}::text[]`,
}

/** A condition on `TenantOverview`: those of one status; without one, all but the removed. */
export function statusSql(status: TenantStatus | null): Prisma.Sql {
  // By the number behind the status word: it is what the view computes first.
  return status === null
    ? Prisma.sql`"urgency" < ${TENANT_STATUSES.indexOf("removed")}`
    : Prisma.sql`"urgency" = ${TENANT_STATUSES.indexOf(status)}`
}

/** A condition on `TenantOverview`: the organisations of a selection. Removed ones are in none unless asked for. */
export function selectionSql(selected: Selected): Prisma.Sql {
  return selected.kind === "chosen"
    ? Prisma.sql`"tenantId" = ANY(${selected.tenantIds}::uuid[]) AND ${statusSql(null)}`
    : Prisma.sql`${holdsSql(selected)} AND ${statusSql(selected.status)}`
}

function searchSql(search: string): Prisma.Sql {
  if (search === "") return Prisma.sql`true`
  const pattern = `%${search.replace(/[\\%_]/g, "\\$&")}%`
  // The ids first, so that only what is found is looked at.
  return Prisma.sql`"tenantId" = ANY(ARRAY(
    SELECT "tenantId" FROM "Tenant" WHERE "name" ILIKE ${pattern} OR "tenantId"::text = ${search.toLowerCase()}))`
}

function coveredSql(grantId: string | null): Prisma.Sql {
  if (grantId === null) return Prisma.sql`true`
  return Prisma.sql`"tenantId" = ANY(ARRAY(
    SELECT "tenantId" FROM "Connection" WHERE "grantId" = ${grantId}::uuid AND "state" = 'connected'))`
}

/** Which organisations the list shows. */
export type TenantFilter = {
  search: string
  status: TenantStatus | null
  /** Only those that this consent covers. */
  grantId: string | null
  /** Only those with one authoriser that works, whose consent lacks a scope that is asked for now, or holds a broad one. */
  only: TenantCondition | null
}
/** The organisations themselves, or all that a filter matches. */
type Selected = { kind: "chosen"; tenantIds: string[] } | ({ kind: "matching" } & TenantFilter)
export type TenantCondition = (typeof TENANT_CONDITIONS)[number]
