import { stopCampaigns } from "@/keeper/campaigns/start-campaign"
import { markAllDoubtful } from "@/keeper/guard/mark-doubtful"
import { interruptImports } from "@/keeper/imports/interrupt-imports"
import { stopAllJobs } from "@/keeper/jobs/settle-jobs"
import type { Keeper } from "@/keeper/keeper"
import { leaveUnclear } from "@/keeper/mail/outbox"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"

/**
 * Makes this installation the holder of a copied database: from now on it refreshes these chains, and the former holder
 * must not. Every chain is in doubt until Xero answers for it: the original may have a newer token set. No job
 * or campaign goes on: what was asked for before may be done already.
 */
export async function takeOver(
  keeper: Keeper,
  memberId: string,
): Promise<OperationOutput<"takeOver">> {
  const sign = keeper.guard.sign()
  if (sign === null) return { kind: "not_a_copy" }
  const doubtful = await keeper.guard.takeOver(async (tx) => {
    const doubts = await markAllDoubtful(tx, sign)
    await interruptImports(tx)
    await stopAllJobs(tx)
    await stopCampaigns(tx)
    await leaveUnclear(tx)
    const detail = { ...doubts, sign }
    await recordEvent(tx, { kind: "installation.taken_over", memberId, detail })
    return doubts.chains
  })
  return { kind: "taken_over", doubtful: doubtful ?? 0 }
}
