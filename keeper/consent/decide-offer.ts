import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { Keeper } from "@/keeper/keeper"
import { troubleOf } from "@/keeper/trouble"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { consentOutcome } from "@/lib/contract/outcomes"
import type { Tx } from "@/lib/db/create-db"

/**
 * A reconnect brought other organisations than the one it was for: *keep* connects them, *undo* takes them back at Xero
 * (`DELETE /connections/{id}`) and here. Until then nothing of Tenantry uses them.
 */
export async function decideOffer(
  keeper: Keeper,
  memberId: string,
  input: OperationInput<"decideOffer">,
): Promise<OperationOutput<"decideOffer">> {
  const offer = await findOffer(keeper, input.consentId)
  if (offer === null) return { kind: "not_found" }
  if (input.decision === "undo") {
    const trouble = await takeBack(keeper, offer)
    if (trouble !== null) return { kind: "xero_trouble", trouble }
  }
  const keep = input.decision === "keep"
  await keeper.db.$transaction(async (tx) => {
    for (const { tenantId } of offer.connections) {
      await settleConnection(tx, { tenantId, grantId: offer.grantId, keep })
      const event = keep ? "consent.offer_kept" : "consent.offer_undone"
      await recordEvent(tx, { kind: event, memberId, tenantId, grantId: offer.grantId })
    }
    const outcome = { ...offer.outcome, decision: keep ? ("kept" as const) : ("undone" as const) }
    await tx.consentRequest.update({
      where: { id: input.consentId },
      data: { outcome },
      select: { id: true },
    })
  })
  return { kind: "decided" }
}

async function findOffer(keeper: Keeper, consentId: string): Promise<Offer | null> {
  const row = await keeper.db.consentRequest.findUnique({
    where: { id: consentId },
    select: { grantId: true, outcome: true },
  })
  const outcome = consentOutcome.safeParse(row?.outcome).data
  if (outcome?.kind !== "other_organisation" || outcome.decision !== "open") return null
  if (row?.grantId === null || row?.grantId === undefined) return null
  const tenantIds = outcome.offered.map((one) => one.tenantId)
  const connections = await keeper.db.connection.findMany({
    where: { grantId: row.grantId, tenantId: { in: tenantIds }, state: "offered" },
    select: { tenantId: true, connectionId: true },
  })
  return { grantId: row.grantId, outcome, connections }
}

async function takeBack(
  keeper: Keeper,
  offer: Offer,
): Promise<ReturnType<typeof troubleOf> | null> {
  for (const { connectionId } of offer.connections) {
    const token = await liveAccessToken(keeper, offer.grantId, 30)
    if (token.kind === "none") return troubleOf(token.why)
    const { accessToken } = token
    const deleted = await keeper.xero.deleteConnection({ accessToken, connectionId })
    if (deleted.kind !== "deleted") {
      return deleted.kind === "token_refused" ? "unknown" : deleted.kind
    }
  }
  return null
}

async function settleConnection(
  tx: Tx,
  { tenantId, grantId, keep }: { tenantId: string; grantId: string; keep: boolean },
): Promise<void> {
  const state = keep ? ("connected" as const) : ("disconnected" as const)
  await tx.connection.updateMany({
    where: { tenantId, grantId, state: "offered" },
    data: { state },
  })
  if (keep) await tx.tenant.updateMany({ where: { tenantId }, data: { removedAt: null } })
}

type Offer = {
  grantId: string
  outcome: { kind: "other_organisation" } & Extract<
    (typeof consentOutcome)["_output"],
    { kind: "other_organisation" }
  >
  connections: { tenantId: string; connectionId: string }[]
}
