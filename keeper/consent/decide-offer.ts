import { closeOffer, type Decided, lockOffer } from "@/keeper/consent/offer"
import { undoOffer } from "@/keeper/consent/undo-offer"
import type { Keeper } from "@/keeper/keeper"
import { removeAuthoriser } from "@/keeper/tenants/authorisers"
import { type NewEvent, recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { consentOutcome } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { formatNames } from "@/lib/format"

/**
 * A reconnect brought other organisations than the one it was for, or another Xero user than before: *keep* connects them,
 * *undo* takes them back at Xero (`DELETE /connections/{id}`) and here. Until then Tenantry does not use them. Of several
 * decisions the first counts; the others get its outcome.
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

/**
 * Keeps another Xero user than before, and ends the connections of the authorisers before. The new one works by then, so
 * whatever stops this in between leaves the organisation with both.
 */
export async function replaceAuthoriser(
  keeper: Keeper,
  memberId: string,
  { consentId }: OperationInput<"replaceAuthoriser">,
): Promise<OperationOutput<"replaceAuthoriser">> {
  const kept = await decideOffer(keeper, memberId, { consentId, decision: "keep" })
  if (kept.kind !== "decided") return kept
  const row = await keeper.db.consentRequest.findUniqueOrThrow({
    where: { id: consentId },
    select: { tenantId: true, outcome: true },
  })
  const outcome = consentOutcome.safeParse(row.outcome).data
  const before = outcome?.kind === "other_authoriser" ? outcome.before : []
  let toldXero = true
  for (const { grantId } of before) {
    const one = { tenantId: row.tenantId ?? "", grantId }
    const removed = await removeAuthoriser(keeper, memberId, one)
    if (removed.kind === "removed") toldXero &&= removed.toldXero
    else if (removed.kind !== "not_found") return { kind: "not_replaced" }
  }
  return { kind: "decided", toldXero }
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
  const { outcome } = offer
  const before = outcome.kind === "other_authoriser" ? outcome.before : []
  const names = formatNames(before.map((one) => one.xeroUserName))
  const detail: NewEvent["detail"] = names === "" ? {} : { before: names }
  for (const tenantId of tenantIds)
    await recordEvent(tx, { kind: "consent.offer_kept", memberId, tenantId, grantId, detail })
  await closeOffer(tx, offer, { decision: "kept", tenantIds })
  return { kind: "decided", toldXero: true }
}
