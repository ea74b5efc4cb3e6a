import { closeOffer, type Decided, lockOffer } from "@/keeper/consent/offer"
import { undoOffer } from "@/keeper/consent/undo-offer"
import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/**
 * A reconnect brought other organisations than the one it was for: *keep* connects them, *undo* takes them back at Xero
 * (`DELETE /connections/{id}`) and here. Until then Tenantry does not use them. Of several decisions the first counts;
 * the others get its outcome.
 */
export async function decideOffer(
  keeper: Keeper,
  memberId: string,
  { consentId, decision }: OperationInput<"decideOffer">,
): Promise<Decided> {
  return decision === "undo"
    ? undoOffer(keeper, memberId, consentId)
    : keeper.db.$transaction((tx) => keepOffer(tx, memberId, consentId))
}

async function keepOffer(tx: Tx, memberId: string, consentId: string): Promise<Decided> {
  const offer = await lockOffer(tx, consentId)
  if (offer.kind !== "open") return offer
  const { grantId } = offer
  const tenantIds = offer.connections.map((one) => one.tenantId)
  await tx.connection.updateMany({
    where: { grantId, tenantId: { in: tenantIds } },
    data: { state: "connected", connectedAt: await dbNow(tx), endedAt: null },
  })
  await tx.tenant.updateMany({ where: { tenantId: { in: tenantIds } }, data: { removedAt: null } })
  for (const tenantId of tenantIds)
    await recordEvent(tx, { kind: "consent.offer_kept", memberId, tenantId, grantId })
  await closeOffer(tx, offer, { decision: "kept", tenantIds })
  return { kind: "decided", toldXero: true }
}
