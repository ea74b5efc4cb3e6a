import type { Keeper } from "@/keeper/keeper"
import { actorOf, type Beginner } from "@/keeper/links/link-label"
import { settleLink } from "@/keeper/links/settle-link"
import { recordEvent } from "@/lib/audit/record-event"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { Prisma } from "@/lib/db/generated/client"

/** Writes the outcome of a consent that led to no organisation, unless an outcome is already written. */
export async function endConsent(
  keeper: Keeper,
  consent: EndedConsent,
  outcome: ConsentOutcome,
): Promise<void> {
  const { id, tenantId, linkId } = consent
  await keeper.db.$transaction(async (tx) => {
    const { count } = await tx.consentRequest.updateMany({
      where: { id, outcome: { equals: Prisma.DbNull } },
      data: { outcome },
    })
    if (count === 0) return
    const { memberId, detail } = await actorOf(tx, consent)
    await recordEvent(tx, {
      kind: "consent.failed",
      memberId,
      tenantId,
      detail: { outcome: outcome.kind, consentId: id, ...detail },
    })
    await settleLink(tx, { linkId, consentId: id, outcome, unknown: [] })
  })
}

export type EndedConsent = Beginner & { id: string; tenantId: string | null }
