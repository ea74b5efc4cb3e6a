import type { Keeper } from "@/keeper/keeper"
import { replaceRecoveryCodes } from "@/keeper/members/factors/recovery-codes"
import { lockActing } from "@/keeper/members/hold-acting"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import { countFactors } from "@/lib/members/second-factor"
import type { Acting } from "@/lib/members/sudo"

/** Ten new recovery codes; the older ones count no more. */
export async function makeRecoveryCodes(
  { db }: Keeper,
  acting: Acting,
): Promise<OperationOutput<"makeRecoveryCodes">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"makeRecoveryCodes">> => {
    const over = await lockActing(tx, acting)
    if (over !== null) return over
    const { memberId } = acting
    if ((await countFactors(tx, memberId)) === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "member.recovery_codes_made", memberId })
    return { kind: "made", recoveryCodes: await replaceRecoveryCodes(tx, memberId) }
  })
}
