import type { Keeper } from "@/keeper/keeper"

/** Through which grant a tenant is reached: the view's choice, the healthiest of several consents. */
export async function findReach(keeper: Keeper, tenantId: string): Promise<Reach | null> {
  const [row] = await keeper.db.$queryRaw<Reach[]>`
    SELECT "grantId", "status" FROM "TenantOverview" WHERE "tenantId" = ${tenantId.toLowerCase()}::uuid`
  return row ?? null
}

type Reach = { grantId: string; status: string }
