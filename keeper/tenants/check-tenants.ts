import type { Keeper } from "@/keeper/keeper"
import type { OperationOutput } from "@/lib/contract/operations"

/** Makes the check of every sign-in due now; the keepers' background work does them. */
export async function checkTenants(keeper: Keeper): Promise<OperationOutput<"checkTenants">> {
  const grants = await keeper.db.$executeRaw`
    UPDATE "Grant" g SET "checkDueAt" = clock_timestamp() FROM "XeroApp" a
    WHERE g."state" = 'active' AND a."id" = g."xeroAppId" AND a."usable"`
  return { kind: "checking", grants }
}
