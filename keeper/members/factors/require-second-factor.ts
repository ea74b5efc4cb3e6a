import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { findRequiredRole } from "@/lib/members/second-factor"

/** Says which members need a second factor: those of this role and above, from their next sign-in on; null: nobody. */
export async function requireSecondFactor(
  { db }: Keeper,
  ownerId: string,
  { of }: OperationInput<"requireSecondFactor">,
): Promise<OperationOutput<"requireSecondFactor">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"requireSecondFactor">> => {
    const from = await findRequiredRole(tx)
    await tx.signInPolicy.upsert({
      where: { singleton: true },
      create: { secondFactorOf: of },
      update: { secondFactorOf: of },
      select: { singleton: true },
    })
    const detail = { from: from ?? "nobody", to: of ?? "nobody" }
    if (of !== from) {
      const kind = "settings.second_factor_required"
      await recordEvent(tx, { kind, memberId: ownerId, detail })
    }
    return { kind: "required" }
  })
}
