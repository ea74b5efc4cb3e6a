import { Prisma } from "@/lib/db/generated/client"
import { FOREMOST, NUMBER, TURN } from "@/lib/tenants/turn"
import { db } from "@/web/db"
import { readDailySql } from "@/web/tenants/list-authorisers"

/** By organisation: how many authorisers it has, which of them serves it, and whether services read it every day. */
export async function countAuthorisers(tenantIds: string[]): Promise<Map<string, AuthoriserCount>> {
  const rows = await db().$queryRaw<(AuthoriserCount & { tenantId: string })[]>`
    WITH authoriser AS MATERIALIZED (
      SELECT "tenantId", "xeroUserId", "works",
        row_number() OVER (PARTITION BY "tenantId" ORDER BY ${Prisma.raw(TURN)}) AS "turn",
        ${Prisma.raw(NUMBER)} AS "number"
      FROM (
        SELECT *, ${Prisma.raw(FOREMOST)} AS "foremost"
        FROM "ConnectionStanding" WHERE "counts" AND "tenantId" = ANY(${tenantIds}::uuid[])
      ) f
    )
    SELECT "tenantId", count(DISTINCT "xeroUserId")::int AS "count",
      (count(DISTINCT "xeroUserId") FILTER (WHERE "works"))::int AS "working",
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
