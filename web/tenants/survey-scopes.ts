import { Prisma } from "@/lib/db/generated/client"
import { BROAD_SCOPES } from "@/lib/scopes/broad-scopes"
import { HELD, LACKING } from "@/lib/tenants/tenant-filter"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"

export const MOST_COUNTED = 1_000

/**
 * How many organisations need a new consent, because theirs lacks a scope that is asked for now. Counted to one more than
 * `MOST_COUNTED`.
 */
export async function countLackingScopes(): Promise<number> {
  await requireMember("viewer")
  const [row] = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS "count" FROM (
      SELECT FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId" JOIN "Connection" c ON c."grantId" = g."id"
      CROSS JOIN LATERAL (
        SELECT "grantId", "status" FROM "TenantOverview" o WHERE o."tenantId" = c."tenantId" OFFSET 0
      ) o
      WHERE ${LACKING} AND o."grantId" = g."id" AND o."status" <> 'removed' LIMIT ${MOST_COUNTED + 1}
    ) lacking`
  return row?.count ?? 0
}

/** For the whole installation: how many organisations lack each scope that is asked for now, and hold each broad one. */
export async function surveyScopes(): Promise<ScopeSurvey> {
  await requireMember("viewer")
  const [asked, broad] = await Promise.all([
    db().$queryRaw<ScopeCount[]>`
      SELECT a."scope", count(o."tenantId")::int AS "count" FROM (
        SELECT DISTINCT unnest("scopes") AS "scope" FROM "XeroApp" WHERE "usable"
      ) a
      LEFT JOIN (
        SELECT o."tenantId", ${HELD} AS "held", x."scopes" AS "asked"
        FROM "TenantOverview" o JOIN "Grant" g ON g."id" = o."grantId" JOIN "XeroApp" x ON x."id" = g."xeroAppId"
        WHERE o."status" <> 'removed'
      ) o ON a."scope" = ANY(o."asked") AND lower(a."scope") <> ALL(o."held")
      GROUP BY a."scope" ORDER BY "count" DESC, a."scope"`,
    db().$queryRaw<ScopeCount[]>`
      SELECT b."scope", count(o."tenantId")::int AS "count"
      FROM (VALUES ${Prisma.join(Object.keys(BROAD_SCOPES).map((one) => Prisma.sql`(${one})`))}) b("scope")
      LEFT JOIN "TenantOverview" o ON b."scope" = ANY(lower(o."scopes"::text)::text[]) AND o."status" <> 'removed'
      GROUP BY b."scope" ORDER BY "count" DESC, b."scope"`,
  ])
  return { asked, broad }
}

type ScopeCount = { scope: string; count: number }
/** `asked`: by how many organisations lack it; `broad`: by how many hold it. */
export type ScopeSurvey = { asked: ScopeCount[]; broad: ScopeCount[] }
