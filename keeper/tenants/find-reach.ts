import type { Keeper } from "@/keeper/keeper"

/**
 * Through which grant a tenant is reached: the view's choice, the healthiest of several consents. `isOurs` false: its
 * Xero app cannot be used, so nothing can be sent for it.
 */
export async function findReach(keeper: Keeper, tenantId: string): Promise<Reach | null> {
  const [row] = await keeper.db.$queryRaw<Reach[]>`
    SELECT o."grantId", a."usable" AS "isOurs"
    FROM "TenantOverview" o JOIN "Grant" g ON g."id" = o."grantId" JOIN "XeroApp" a ON a."id" = g."xeroAppId"
    WHERE o."tenantId" = ${tenantId.toLowerCase()}::uuid`
  return row ?? null
}

type Reach = { grantId: string; isOurs: boolean }
