import type { Keeper } from "@/keeper/keeper"
import type { OperationOutput } from "@/lib/contract/operations"

/** Makes the check of every sign-in due now; the keepers' background work does them. */
export async function checkTenants(keeper: Keeper): Promise<OperationOutput<"checkTenants">> {
  const grants = await keeper.db.$executeRaw`
    UPDATE "Grant" SET "checkDueAt" = clock_timestamp()
    WHERE "state" = 'active' AND "xeroAppId" = ${keeper.xeroAppId}::uuid`
  return { kind: "checking", grants }
}
