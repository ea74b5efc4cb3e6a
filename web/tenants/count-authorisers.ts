import { Prisma } from "@/lib/db/generated/client"
import { TURN } from "@/lib/tenants/turn"
import { db } from "@/web/db"
import { readDailySql } from "@/web/tenants/list-authorisers"

/** By organisation: how many authorisers it has, which of them serves it, and whether services read it every day. */
export async function countAuthorisers(tenantIds: string[]): Promise<Map<string, AuthoriserCount>> {
  const rows = await db().$queryRaw<(AuthoriserCount & { tenantId: string })[]>`
    WITH authoriser AS MATERIALIZED (
      SELECT "tenantId", "works",
        row_number() OVER (PARTITION BY "tenantId" ORDER BY ${Prisma.raw(TURN)}) AS "turn",
        (row_number() OVER (PARTITION BY "tenantId" ORDER BY "place", "consentedAt" DESC, "grantId"))::int AS "number"
      FROM "ConnectionStanding" WHERE "counts" AND "tenantId" = ANY(${tenantIds}::uuid[])
    )
    SELECT "tenantId", count(*)::int AS "count", (count(*) FILTER (WHERE "works"))::int AS "working",
      max("number") FILTER (WHERE "turn" = 1) AS "number",
      "tenantId" IN (${readDailySql(tenantIds)}) AS "isReadDaily"
    FROM authoriser GROUP BY "tenantId"`
  return new Map(rows.map(({ tenantId, ...one }) => [tenantId, one]))
}

export type AuthoriserCount = {
  count: number
  working: number
  /** Which one serves it, from 1. */
  number: number
  isReadDaily: boolean
}
