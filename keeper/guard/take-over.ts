import { settleCopy } from "@/keeper/guard/settle-copy"
import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"

/**
 * Makes this installation the holder of a copied database: from now on it refreshes these chains, and the former holder
 * must not.
 */
export async function takeOver(
  keeper: Keeper,
  memberId: string,
): Promise<OperationOutput<"takeOver">> {
  const sign = keeper.guard.sign()
  if (sign === null) return { kind: "not_a_copy" }
  const doubtful = await keeper.guard.takeOver(async (tx) => {
    const doubts = await settleCopy(tx, sign)
    const detail = { ...doubts, sign }
    await recordEvent(tx, { kind: "installation.taken_over", memberId, detail })
    return doubts.chains
  })
  return { kind: "taken_over", doubtful: doubtful ?? 0 }
}
