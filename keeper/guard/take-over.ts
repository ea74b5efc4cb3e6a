import { markDoubtful } from "@/keeper/guard/mark-doubtful"
import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationOutput } from "@/lib/contract/operations"

/**
 * Makes this installation the holder of a copied database: from now on it refreshes these chains, and the one
 * that held it must not. Chains that were due since the copy was made are reported as probably needing a reconnect.
 */
export async function takeOver(
  keeper: Keeper,
  memberId: string,
): Promise<OperationOutput<"takeOver">> {
  const { installationId } = keeper.guard
  if (installationId === null || !keeper.guard.isCopy()) return { kind: "not_a_copy" }
  const doubtful = await keeper.db.$transaction(async (tx) => {
    const moved = await tx.$executeRaw`
      UPDATE "Installation" SET "holderId" = ${installationId}::uuid, "keeperInstallationId" = ${installationId}::uuid
      WHERE "holderId" IS DISTINCT FROM ${installationId}::uuid`
    if (moved === 0) return 0
    const doubts = await markDoubtful(keeper, tx)
    await recordEvent(tx, { kind: "installation.taken_over", memberId, detail: doubts })
    return doubts.chains
  })
  await keeper.guard.look()
  return { kind: "taken_over", doubtful }
}
