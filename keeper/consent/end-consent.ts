import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { Prisma } from "@/lib/db/generated/client"

/** Writes the outcome of a consent that led to no organisation, unless an outcome is already written. */
export async function endConsent(
  keeper: Keeper,
  { id, memberId, tenantId }: EndedConsent,
  outcome: ConsentOutcome,
): Promise<void> {
  await keeper.db.$transaction(async (tx) => {
    const { count } = await tx.consentRequest.updateMany({
      where: { id, outcome: { equals: Prisma.DbNull } },
      data: { outcome },
    })
    if (count === 0) return
    await recordEvent(tx, {
      kind: "consent.failed",
      memberId,
      ...(tenantId === null ? {} : { tenantId }),
      detail: { outcome: outcome.kind },
    })
  })
}

type EndedConsent = { id: string; memberId: string; tenantId: string | null }
