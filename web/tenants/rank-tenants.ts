import { Prisma } from "@/lib/db/generated/client"
import { HEALTHY, MOST_MARKED } from "@/lib/tenants/status"
import { holdsSql, statusSql } from "@/lib/tenants/tenant-filter"
import { db } from "@/web/db"
import { PAGE_SIZE, type TenantQuery, type TenantSort } from "@/web/tenants/tenant-query"

const MOST_WALKED = 10_000

/**
 * Which organisations a page shows, in its order, and how many there are in each status. Most are healthy: where nothing is
 * filtered but a status, only those that may not be are looked at one by one, and the others are counted and walked in the
 * order of an index.
 */
export async function rankTenants(query: TenantQuery): Promise<Ranking> {
  return (canWalk(query) ? await rankByWalk(query) : null) ?? rankAll(query)
}

/** By looking at every organisation that the query holds. */
export async function rankAll(query: TenantQuery): Promise<Ranking> {
  const { status, sort, descending } = query
  const [ranking] = await db().$queryRaw<Ranked[]>`
    WITH seen AS MATERIALIZED (
      SELECT ${columnsSql(sort)} FROM "TenantOverview" WHERE ${holdsSql(query)}
    )
    SELECT ${countsSql()}, ARRAY(
      SELECT "tenantId"::text FROM seen WHERE ${statusSql(status)}
      ORDER BY ${orderSql(descending)} LIMIT ${PAGE_SIZE} OFFSET ${offsetOf(query)}
    ) AS "shown"`
  if (ranking === undefined) throw new Error("a count gave no row")
  return { ...ranking, counts: ranking.counts ?? {} }
}

/** The order of a page, over the columns of `columnsSql`. The tenant id last, so that equals keep their places. */
export function orderSql(descending: boolean): Prisma.Sql {
  const direction = descending ? Prisma.sql`DESC NULLS LAST` : Prisma.sql`ASC NULLS FIRST`
  return Prisma.sql`"sorted" ${direction}, lower("name"), "tenantId"`
}

/** What pages are ordered by, from `TenantOverview`. */
export function columnsSql(sort: TenantSort): Prisma.Sql {
  return Prisma.sql`"tenantId", "name", "urgency", "reason" = 'handed_over' AS "isHandedOver", ${SORT_COLUMNS[sort]} AS "sorted"`
}

const SORT_COLUMNS: Record<TenantSort, Prisma.Sql> = {
  attention: Prisma.sql`"urgency"`,
  name: Prisma.sql`lower("name")`,
  valid: Prisma.sql`"refreshTokenExpiresAt"`,
  authorised: Prisma.sql`lower("xeroUserName")`,
  verified: Prisma.sql`"lastCheckedAt"`,
}

function canWalk(query: TenantQuery): boolean {
  const { search, grantId, only, status, sort } = query
  if (search !== "" || grantId !== null || only !== null) return false
  // The marked ones alone, in whatever order.
  if (status !== null && status !== "healthy") return true
  return (sort === "attention" || sort === "name") && offsetOf(query) < MOST_WALKED
}

/** Null: too many organisations are marked. */
async function rankByWalk(query: TenantQuery): Promise<Ranking | null> {
  // All are counted by a statement beside it: with 100,000 the page takes a twentieth less time.
  const [[ranking], tenants] = await Promise.all([rankMarked(query), db().tenant.count()])
  if (ranking === undefined || ranking.marked > MOST_MARKED) return null
  const { marked, handedOver, shown } = ranking
  const counts = ranking.counts ?? {}
  // One may come or go between the two statements.
  const others = Math.max(0, tenants - marked)
  return { counts: { ...counts, [HEALTHY]: (counts[HEALTHY] ?? 0) + others }, handedOver, shown }
}

function rankMarked(query: TenantQuery): Promise<(Ranked & { marked: number })[]> {
  return db().$queryRaw`
    WITH marked AS MATERIALIZED (SELECT "tenantId" FROM "MarkedTenant" LIMIT ${MOST_MARKED + 1}),
    seen AS MATERIALIZED (
      SELECT ${columnsSql(query.sort)} FROM "TenantOverview" WHERE "tenantId" = ANY(ARRAY(
        SELECT "tenantId" FROM marked WHERE (SELECT count(*) FROM marked) <= ${MOST_MARKED}))
    )
    SELECT ${countsSql()}, ${shownSql(query)} AS "shown",
      (SELECT count(*)::int FROM marked) AS "marked"`
}

function shownSql(query: TenantQuery): Prisma.Sql {
  const { status, sort, descending } = query
  const from = Prisma.sql`${offsetOf(query)}::int`
  if (status !== null && status !== "healthy") return seenSql(statusSql(status), descending, from)
  // Among healthy ones urgency makes no difference.
  const walkDown = descending && sort === "name"
  if (sort === "name" || status === "healthy") return walkSql(statusSql(status), walkDown, from)
  const urgent = Prisma.sql`"urgency" < ${HEALTHY}`
  const before = Prisma.sql`(SELECT count(*)::int FROM seen WHERE ${urgent})`
  if (!descending) {
    const after = Prisma.sql`greatest(0, ${from} - ${before})`
    const rest = walkSql(statusSql("healthy"), false, after)
    return Prisma.sql`(${seenSql(urgent, false, from)} || ${rest})[1:${PAGE_SIZE}::int]`
  }
  const healthy = Prisma.sql`((SELECT count(*) FROM "Tenant") - (SELECT count(*) FROM marked)
    + (SELECT count(*) FROM seen WHERE "urgency" = ${HEALTHY}))`
  const after = Prisma.sql`greatest(0, ${from} - ${healthy})`
  const rest = seenSql(urgent, true, after)
  return Prisma.sql`(${walkSql(statusSql("healthy"), false, from)} || ${rest})[1:${PAGE_SIZE}::int]`
}

/** A page of the marked ones. */
function seenSql(condition: Prisma.Sql, descending: boolean, from: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`ARRAY(
    SELECT "tenantId"::text FROM seen WHERE ${condition} ORDER BY ${orderSql(descending)} LIMIT ${PAGE_SIZE} OFFSET ${from})`
}

/** A page by name: each organisation's standing is read when the walk comes to it. "OFFSET 0" keeps the two apart. */
function walkSql(condition: Prisma.Sql, descending: boolean, from: Prisma.Sql): Prisma.Sql {
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`
  return Prisma.sql`ARRAY(
    SELECT t."tenantId"::text FROM "Tenant" t
    CROSS JOIN LATERAL (SELECT "urgency" FROM "TenantOverview" o WHERE o."tenantId" = t."tenantId" OFFSET 0) o
    WHERE ${condition} ORDER BY lower(t."name") ${direction}, t."tenantId" LIMIT ${PAGE_SIZE} OFFSET ${from})`
}

// Grouping numbers is quicker than grouping words.
function countsSql(): Prisma.Sql {
  return Prisma.sql`
    (SELECT json_object_agg("urgency", n) FROM (SELECT "urgency", count(*) AS n FROM seen GROUP BY "urgency") c) AS "counts",
    (SELECT count(*)::int FROM seen WHERE "isHandedOver") AS "handedOver"`
}

function offsetOf({ page }: TenantQuery): number {
  return (page - 1) * PAGE_SIZE
}

type Ranked = Omit<Ranking, "counts"> & { counts: Ranking["counts"] | null }
/** `counts` by urgency; where there is none, nothing or 0. */
export type Ranking = { counts: Record<string, number>; shown: string[]; handedOver: number }
