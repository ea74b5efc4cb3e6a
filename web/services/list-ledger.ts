import { Prisma } from "@/lib/db/generated/client"
import type { TenantStatus } from "@/lib/tenants/status"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { LEDGER_DAYS, LEDGER_ROWS_A_PAGE, type LedgerQuery } from "@/web/services/service-query"
import { type Usage, usageOf } from "@/web/services/usage"
import { labelled } from "@/web/tenants/labelled"

/**
 * One page of a service's ledger: the organisations that it may reach or once fetched, the last fetched first, and how
 * many of them it may reach but does not use.
 */
export async function listLedger(serviceId: string, query: LedgerQuery): Promise<LedgerPage> {
  await requireMember("viewer")
  const [found] = await db().$queryRaw<Ranking[]>(rankingSql(serviceId, query))
  const { shown = [], now = new Date(), all = 0, unused = 0 } = found ?? {}
  const standings = await readStandings(shown.map((one) => one.tenantId))
  const rows = (await labelled(shown)).map(({ lastFetchAt, allowedSince, ...row }): LedgerRow => {
    const facts = { lastFetchAt: dateOf(lastFetchAt), allowedSince: dateOf(allowedSince) }
    const standing = standings.get(row.tenantId) ?? null
    return { ...row, ...facts, standing, usage: usageOf(facts, now) }
  })
  return { rows, all, unused, matching: query.only === "unused" ? unused : all }
}

// Whether `usageOf` says `never` or `idle`, by the database's clock.
const UNUSED_SQL = Prisma.sql`
  "allowedSince" <= now() - make_interval(days => ${LEDGER_DAYS})
  AND ("lastFetchAt" IS NULL OR "lastFetchAt" <= now() - make_interval(days => ${LEDGER_DAYS}))`

function rankingSql(serviceId: string, { only, page }: LedgerQuery): Prisma.Sql {
  return Prisma.sql`
    WITH allowed AS (
      SELECT a."tenantId", a."createdAt" AS "allowedSince"
      FROM "ServiceAccess" a JOIN "Service" s ON s."id" = a."serviceId"
      WHERE a."serviceId" = ${serviceId}::uuid AND s."reach" = 'chosen'
      UNION ALL
      SELECT t."tenantId", greatest(t."createdAt", s."createdAt")
      FROM "Service" s CROSS JOIN "Tenant" t
      WHERE s."id" = ${serviceId}::uuid AND s."reach" = 'all' AND s."revokedAt" IS NULL AND t."removedAt" IS NULL
        AND t."heldSince" IS NULL AND EXISTS (SELECT 1 FROM "Connection" c WHERE c."tenantId" = t."tenantId" AND c."state" <> 'offered')
    ), fetched AS (
      SELECT "tenantId", max("lastAt") AS "lastFetchAt", sum("fetches")::int AS "fetches",
        coalesce(sum("fetches") FILTER (WHERE "day" > (now() AT TIME ZONE 'UTC')::date - ${LEDGER_DAYS}::int), 0)::int
          AS "recentFetches"
      FROM "TokenFetch" WHERE "serviceId" = ${serviceId}::uuid GROUP BY "tenantId"
    ), ledger AS MATERIALIZED (
      SELECT coalesce(a."tenantId", f."tenantId") AS "tenantId", a."allowedSince", f."lastFetchAt",
        coalesce(f."recentFetches", 0) AS "recentFetches"
      FROM allowed a FULL JOIN fetched f ON f."tenantId" = a."tenantId"
    )
    SELECT now() AS "now",
      (SELECT count(*)::int FROM ledger) AS "all",
      (SELECT count(*)::int FROM ledger WHERE ${UNUSED_SQL}) AS "unused",
      (SELECT coalesce(json_agg(page), '[]') FROM (
        SELECT l.*, coalesce(t."name", l."tenantId"::text) AS "name"
        FROM ledger l LEFT JOIN "Tenant" t ON t."tenantId" = l."tenantId"
        WHERE ${only === "unused" ? UNUSED_SQL : Prisma.sql`true`}
        ORDER BY l."lastFetchAt" DESC NULLS LAST, lower(t."name"), l."tenantId"
        LIMIT ${LEDGER_ROWS_A_PAGE} OFFSET ${(page - 1) * LEDGER_ROWS_A_PAGE}
      ) page) AS "shown"`
}

async function readStandings(tenantIds: string[]): Promise<Map<string, LedgerStanding>> {
  if (tenantIds.length === 0) return new Map()
  const rows = await db().tenantOverview.findMany({
    where: { tenantId: { in: tenantIds } },
    select: { tenantId: true, status: true, reason: true },
  })
  return new Map(rows.map(({ tenantId, ...standing }) => [tenantId, standing]))
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text)
}

type Ranking = {
  now: Date
  all: number
  unused: number
  shown: {
    tenantId: string
    name: string
    allowedSince: string | null
    lastFetchAt: string | null
    recentFetches: number
  }[]
}
export type LedgerRow = {
  tenantId: string
  name: string
  /** Null: the service may not reach it (any more). */
  allowedSince: Date | null
  lastFetchAt: Date | null
  /** In the last 30 days. */
  recentFetches: number
  usage: Usage
  /** Null: it is not connected here. */
  standing: LedgerStanding | null
}
type LedgerStanding = { status: TenantStatus; reason: string }
export type LedgerPage = {
  rows: LedgerRow[]
  /** Organisations that it may reach or once fetched. */
  all: number
  /** Those that it may reach, and did not fetch for 30 days or ever. */
  unused: number
  matching: number
}
