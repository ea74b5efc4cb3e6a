import type { Db } from "@/lib/db/create-db"

/**
 * The connections that count for each web app, demo organisations apart: as Xero lists them for the app, or as they are known here
 * where Xero does not let the app ask.
 */
export async function countByApp(db: Pick<Db, "$queryRaw">): Promise<CountedApp[]> {
  return db.$queryRaw<CountedApp[]>`
    SELECT a."id", a."name", a."countedAt", a."countProblem",
      (CASE WHEN a."countedAt" IS NOT NULL AND a."countProblem" IS NULL THEN listed."counted" ELSE known."counted" END)::int AS "counted",
      (CASE WHEN a."countedAt" IS NOT NULL AND a."countProblem" IS NULL THEN listed."demo" ELSE known."demo" END)::int AS "demo"
    FROM "XeroApp" a,
      LATERAL (SELECT count(*) FILTER (WHERE c."name" NOT LIKE 'Demo Company (%') AS "counted",
          count(*) FILTER (WHERE c."name" LIKE 'Demo Company (%') AS "demo"
        FROM "AppConnection" c WHERE c."xeroAppId" = a."id") listed,
      LATERAL (SELECT count(*) FILTER (WHERE t."name" NOT LIKE 'Demo Company (%') AS "counted",
          count(*) FILTER (WHERE t."name" LIKE 'Demo Company (%') AS "demo"
        FROM "Connection" c JOIN "Grant" g ON g."id" = c."grantId" JOIN "Tenant" t ON t."tenantId" = c."tenantId"
        WHERE g."xeroAppId" = a."id" AND c."state" IN ('connected', 'offered')
          AND (a."countedAt" IS NULL OR a."countProblem" IS NOT NULL)) known
    WHERE a."usable" AND a."kind" = 'web' ORDER BY a."createdAt"`
}

export type CountedApp = {
  id: string
  name: string
  /** Null: its list was never read. */
  countedAt: Date | null
  /** Why Xero does not let it be read. */
  countProblem: string | null
  counted: number
  demo: number
}
