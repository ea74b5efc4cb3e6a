import type { Keeper } from "@/keeper/keeper"

/**
 * Through which grant a tenant is reached: the view's choice, the healthiest of several consents. `isOurs` false: its
 * Xero app cannot be used, so nothing can be sent for it.
 */
export async function findReach(keeper: Keeper, tenantId: string): Promise<Reach | null> {
  const [reach] = await listReaches(keeper, [tenantId])
  return reach ?? null
}

/** The same for many: each grant with the organisations that it reaches. Unknown ones are in none. */
export async function listReaches(keeper: Keeper, tenantIds: string[]): Promise<SharedReach[]> {
  return keeper.db.$queryRaw<SharedReach[]>`
    SELECT o."grantId", a."usable" AS "isOurs", a."kind" = 'custom' AS "isCustom",
      array_agg(o."tenantId"::text ORDER BY o."tenantId") AS "tenantIds"
    FROM "TenantOverview" o JOIN "Grant" g ON g."id" = o."grantId" JOIN "XeroApp" a ON a."id" = g."xeroAppId"
    WHERE o."tenantId" = ANY(${tenantIds}::uuid[])
    GROUP BY o."grantId", a."usable", a."kind" ORDER BY o."grantId"`
}

export type SharedReach = Reach & { tenantIds: string[] }
export type Reach = { grantId: string; isOurs: boolean; isCustom: boolean }
