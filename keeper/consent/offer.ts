import { lockGrant } from "@/keeper/grants/lock-grant"
import { settleDecided } from "@/keeper/links/settle-link"
import type { OperationOutput } from "@/lib/contract/operations"
import { type ConsentOutcome, consentOutcome } from "@/lib/contract/outcomes"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/**
 * An undecided offer of a consent, with the grant locked until the transaction ends. Closes the offer if nothing of it
 * is left (a later consent took it, or it is gone at Xero).
 */
export async function lockOffer(tx: Tx, consentId: string): Promise<LockedOffer> {
  const consent = { where: { id: consentId }, select: { grantId: true, outcome: true } }
  const grantId = (await tx.consentRequest.findUnique(consent))?.grantId
  if (grantId === null || grantId === undefined) return { kind: "not_found" }
  await lockGrant(tx, grantId)
  const row = await tx.consentRequest.findUniqueOrThrow(consent)
  const outcome = consentOutcome.safeParse(row.outcome).data
  if (outcome?.kind !== "other_organisation" && outcome?.kind !== "other_authoriser")
    return { kind: "not_found" }
  if (outcome.decision !== "open") {
    // A keeper of an earlier version decides without a word to the link.
    await settleDecided(tx, { consentId, outcome })
    return { kind: "offer_over", decision: outcome.decision }
  }
  const { undoingUntil } = outcome
  if (undoingUntil !== undefined && new Date(undoingUntil) > (await dbNow(tx))) {
    return { kind: "undo_running" }
  }
  const tenantIds = outcome.offered.map((one) => one.tenantId)
  const connections = await tx.connection.findMany({
    where: { grantId, tenantId: { in: tenantIds }, state: "offered" },
    select: { tenantId: true, connectionId: true },
  })
  const offer = { kind: "open", consentId, grantId, outcome, connections } as const
  return connections.length > 0 ? offer : closeOffer(tx, offer, { decision: "overtaken" })
}

/** Records how an offer was decided, and for which organisations; if none are named, for all. */
export async function closeOffer<D extends Closed["decision"]>(
  tx: Tx,
  { consentId, outcome }: Offer,
  { tenantIds, ...end }: { decision: D; tenantIds?: string[]; toldXero?: boolean },
): Promise<{ kind: "offer_over"; decision: D }> {
  const { undoingUntil: _, ...rest } = outcome
  const offered = rest.offered.filter((one) => tenantIds?.includes(one.tenantId) ?? true)
  const decided = { ...rest, ...end, offered }
  await writeOffer(tx, consentId, decided)
  await settleDecided(tx, { consentId, outcome: decided })
  return { kind: "offer_over", decision: end.decision }
}

export async function writeOffer(tx: Tx, consentId: string, outcome: OfferOutcome): Promise<void> {
  await tx.consentRequest.updateMany({ where: { id: consentId }, data: { outcome } })
}

export type Decided = OperationOutput<"decideOffer">
export type OfferOutcome = Extract<
  ConsentOutcome,
  { kind: "other_organisation" | "other_authoriser" }
>
export type Offer = {
  consentId: string
  grantId: string
  outcome: OfferOutcome
  connections: { tenantId: string; connectionId: string }[]
}
type Closed = Extract<Decided, { kind: "offer_over" }>
export type LockedOffer =
  | ({ kind: "open" } & Offer)
  | Extract<Decided, { kind: "not_found" | "offer_over" | "undo_running" }>
