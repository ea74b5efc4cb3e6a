import { closeOffer, type Decided, lockOffer, type Offer, writeOffer } from "@/keeper/consent/offer"
import { lockGrant } from "@/keeper/grants/lock-grant"
import type { Keeper } from "@/keeper/keeper"
import { tellXero } from "@/keeper/tenants/tell-xero"
import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/** Longer than one connection takes to be ended at Xero, a refresh and a second try included. */
const HOLD_MILLISECONDS = 2 * 60 * 1_000

/**
 * Takes back at Xero what is offered, one connection after the other, each written as it is done. Meanwhile nobody else
 * decides; whatever becomes of this process, not for long. Where Xero cannot be told any more it is undone here alone.
 */
export async function undoOffer(
  keeper: Keeper,
  memberId: string,
  consentId: string,
): Promise<Decided> {
  const offer = await keeper.db.$transaction(async (tx) => {
    const locked = await lockOffer(tx, consentId)
    if (locked.kind === "open") await hold(tx, locked)
    return locked
  })
  if (offer.kind !== "open") return offer
  const tenantIds: string[] = []
  let toldXero = true
  for (const connection of offer.connections) {
    if (!(await isOffered(keeper, connection.connectionId))) continue
    const told = await tellXero(keeper, { grantId: offer.grantId, ...connection })
    if (told.kind === "trouble") {
      await keeper.db.$transaction((tx) => release(tx, offer, tenantIds))
      const kind = tenantIds.length > 0 ? "partly_done" : "xero_trouble"
      return { kind, trouble: told.trouble }
    }
    const isTold = told.kind === "told"
    const end = { ...connection, memberId, isTold }
    if (!(await keeper.db.$transaction((tx) => endOffered(tx, offer, end)))) continue
    tenantIds.push(connection.tenantId)
    toldXero &&= isTold
  }
  return keeper.db.$transaction(async (tx) => {
    await lockGrant(tx, offer.grantId)
    if (tenantIds.length === 0) return closeOffer(tx, offer, { decision: "overtaken" })
    await closeOffer(tx, offer, { decision: "undone", tenantIds, toldXero })
    return { kind: "decided", toldXero }
  })
}

async function hold(tx: Tx, { consentId, outcome }: Offer): Promise<void> {
  const until = new Date((await dbNow(tx)).getTime() + HOLD_MILLISECONDS)
  await writeOffer(tx, consentId, { ...outcome, undoingUntil: until.toISOString() })
}

/** What is left of it waits for a decision again. */
async function release(tx: Tx, { consentId, grantId, outcome }: Offer, ended: string[]) {
  await lockGrant(tx, grantId)
  const { undoingUntil: _, ...rest } = outcome
  const offered = rest.offered.filter((one) => !ended.includes(one.tenantId))
  await writeOffer(tx, consentId, { ...rest, offered })
}

/** A consent may have claimed it while another one was taken back. */
async function isOffered(keeper: Keeper, connectionId: string): Promise<boolean> {
  return (await keeper.db.connection.count({ where: { connectionId, state: "offered" } })) > 0
}

/** What Xero has ended is ended here whatever became of it meanwhile; what it was not told of, only while it is offered. */
async function endOffered(
  tx: Tx,
  offer: Offer,
  { tenantId, connectionId, memberId, isTold }: Ending,
): Promise<boolean> {
  const { grantId } = offer
  await lockGrant(tx, grantId)
  await hold(tx, offer)
  const state = isTold ? { not: "disconnected" as const } : ("offered" as const)
  const ended = await tx.connection.updateMany({
    where: { grantId, tenantId, connectionId, state },
    data: { state: "disconnected", endedAt: await dbNow(tx) },
  })
  if (ended.count === 0) return false
  const detail = { toldXero: isTold }
  await recordEvent(tx, { kind: "consent.offer_undone", memberId, tenantId, grantId, detail })
  return true
}

type Ending = { tenantId: string; connectionId: string; memberId: string; isTold: boolean }
