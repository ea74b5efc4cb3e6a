import type { Keeper } from "@/keeper/keeper"
import { replaceRecoveryCodes } from "@/keeper/members/factors/recovery-codes"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"
import { countFactors } from "@/lib/members/second-factor"

/** Ten new recovery codes; the older ones count no more. */
export async function makeRecoveryCodes(
  { db }: Keeper,
  memberId: string,
): Promise<OperationOutput<"makeRecoveryCodes">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"makeRecoveryCodes">> => {
    await lockMember(tx, memberId)
    if ((await countFactors(tx, memberId)) === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "member.recovery_codes_made", memberId })
    return { kind: "made", recoveryCodes: await replaceRecoveryCodes(tx, memberId) }
  })
}
