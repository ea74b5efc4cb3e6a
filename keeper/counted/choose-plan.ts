import type { Keeper } from "@/keeper/keeper"
import { changesOf } from "@/lib/audit/changes"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/** Stores which of Xero's plans the app has, as the owner says; Xero does not tell it. */
export async function choosePlan(
  { db }: Keeper,
  memberId: string,
  { plan }: OperationInput<"choosePlan">,
): Promise<OperationOutput<"choosePlan">> {
  return db.$transaction(async (tx) => {
    const before = await tx.planSettings.findFirst({ select: { plan: true } })
    await tx.planSettings.upsert({
      where: { singleton: true },
      create: { plan },
      update: { plan },
      select: { plan: true },
    })
    const changes = changesOf({ plan: before?.plan ?? null }, { plan })
    if (Object.keys(changes).length > 0)
      await recordEvent(tx, { kind: "settings.plan_chosen", memberId, detail: { changes } })
    return { kind: "chosen" }
  })
}
