import type { Keeper } from "@/keeper/keeper"

/**
 * Through which grant a tenant is reached: the view's choice, the healthiest of several consents. `isOurs` false: it
 * belongs to another Xero app than the configured one, so its tokens cannot be used.
 */
export async function findReach(keeper: Keeper, tenantId: string): Promise<Reach | null> {
  const [row] = await keeper.db.$queryRaw<Reach[]>`
    SELECT o."grantId", g."xeroAppId" = ${keeper.xeroAppId}::uuid AS "isOurs"
    FROM "TenantOverview" o JOIN "Grant" g ON g."id" = o."grantId"
    WHERE o."tenantId" = ${tenantId.toLowerCase()}::uuid`
  return row ?? null
}

type Reach = { grantId: string; isOurs: boolean }
