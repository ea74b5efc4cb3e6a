import type { Db } from "@/lib/db/create-db"
import type { Scenario } from "@/scripts/seed/seed"

/** The plan, how many connections nobody here knows, and how many come in a month. */
const COUNTED = {
  typical: { plan: "core", unknown: 2, inAMonth: 3 },
  fault: { plan: "core", unknown: 2, inAMonth: 3 },
  broken: { plan: "core", unknown: 33, inAMonth: 6 },
  crowded: { plan: "advanced", unknown: 12, inAMonth: 150 },
} as const

/** What Xero counts for the current app, as an hourly count of the last month would have left it. */
export async function seedCounted(db: Db, scenario: Scenario): Promise<void> {
  if (scenario === "empty") return
  const { plan, unknown, inAMonth } = COUNTED[scenario]
  await db.planSettings.upsert({
    where: { singleton: true },
    create: { plan },
    update: { plan },
    select: { plan: true },
  })
  await db.$executeRaw`DELETE FROM "AppConnection"`
  await db.$executeRaw`
    INSERT INTO "AppConnection" ("connectionId", "xeroAppId", "tenantId", "name", "type", "madeAt")
    SELECT c."connectionId", a."id", t."tenantId", t."name", t."type", c."connectedAt"
    FROM "Connection" c JOIN "Grant" g ON g."id" = c."grantId" JOIN "XeroApp" a ON a."id" = g."xeroAppId"
      JOIN "Tenant" t ON t."tenantId" = c."tenantId"
    WHERE c."state" = 'connected' AND a."current"
    UNION ALL
    SELECT md5('unknown connection' || n)::uuid, a."id", md5('unknown tenant' || n)::uuid, 'Former Client ' || n,
      'ORGANISATION', now() - n * interval '9 days'
    FROM "XeroApp" a, generate_series(1, ${unknown}::int) n WHERE a."current"`
  await db.$executeRaw`
    INSERT INTO "ConnectionCount" ("xeroAppId", "day", "counted", "demo")
    SELECT a."id", (now() AT TIME ZONE 'UTC')::date - ago, greatest(0, listed."rows" - ago * ${inAMonth}::int / 30), 0
    FROM "XeroApp" a, (SELECT count(*)::int AS "rows" FROM "AppConnection") listed, generate_series(0, 29) ago
    WHERE a."current"
    ON CONFLICT ("xeroAppId", "day") DO UPDATE SET "counted" = EXCLUDED."counted"`
  await db.$executeRaw`UPDATE "XeroApp" SET "countedAt" = now() WHERE "current"`
}
