import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { writeHandOvers } from "@/keeper/journal/write-hand-overs"
import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

/**
 * Takes a grant back that no other installation has claimed, and refreshes it at once, which makes the file worthless. If
 * Xero refuses, somebody used the file without asking here: then the grant is gone.
 */
export async function takeBackGrant(
  keeper: Keeper,
  memberId: string,
  { grantId }: OperationInput<"takeBackGrant">,
): Promise<OperationOutput<"takeBackGrant">> {
  const { askAgain } = keeper.timings
  const taken = await keeper.db.$transaction(async (tx) => {
    const [grant] = await tx.$queryRaw<{ endedReason: string | null }[]>`
      SELECT "endedReason"::text AS "endedReason" FROM "Grant" WHERE "id" = ${grantId}::uuid FOR UPDATE`
    if (grant?.endedReason === "moved") return "moved"
    if (grant?.endedReason !== "handed_over") return "not_found"
    await tx.$executeRaw`
      UPDATE "HandOver" SET "takenBackAt" = clock_timestamp()
      WHERE "grantId" = ${grantId}::uuid AND "claimedAt" IS NULL AND "takenBackAt" IS NULL`
    // One refusal is enough: it says that the file was used.
    await tx.$executeRaw`
      UPDATE "Grant" SET "state" = 'active', "endedReason" = NULL, "endedAt" = NULL, "nextAttemptAt" = NULL,
        "leaseEpoch" = "leaseEpoch" + 1,
        "strikes" = ${askAgain.length}, "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp()
      WHERE "id" = ${grantId}::uuid`
    await recordEvent(tx, { kind: "grant.taken_back", memberId, grantId })
    return "taken_back"
  })
  if (taken !== "taken_back") return { kind: taken }
  await writeHandOvers(keeper, { grantId })
  const result = await refreshGrant(keeper, grantId, { asked: true, wait: true })
  if (result.kind === "ended") return { kind: "moved" }
  return { kind: "taken_back", isProven: result.kind === "refreshed" }
}
