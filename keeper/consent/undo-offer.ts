import { closeOffer, type Decided, lockOffer, type Offer, writeOffer } from "@/keeper/consent/offer"
import { lockGrant } from "@/keeper/grants/lock-grant"
import type { Keeper } from "@/keeper/keeper"
import { endAtXero } from "@/keeper/tenants/end-at-xero"
import { recordEvent } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/** Longer than one connection takes to be ended at Xero, a refresh and a second try included. */
const HOLD_MILLISECONDS = 2 * 60 * 1_000

/**
 * Takes back the offered connections at Xero, one after the other, and writes each as it is done. In the meantime no
 * one else can decide, but only for a limited time, in case this process dies. If they can no longer be ended at Xero,
 * they are undone here only.
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
    const atXero = await endAtXero(keeper, { grantId: offer.grantId, ...connection })
    if (atXero.kind === "trouble") {
      await keeper.db.$transaction((tx) => release(tx, offer, tenantIds))
      const kind = tenantIds.length > 0 ? "partly_done" : "xero_trouble"
      return { kind, trouble: atXero.trouble }
    }
    const isEndedAtXero = atXero.kind === "ended"
    const end = { ...connection, memberId, isEndedAtXero }
    if (!(await keeper.db.$transaction((tx) => endOffered(tx, offer, end)))) continue
    tenantIds.push(connection.tenantId)
    toldXero &&= isEndedAtXero
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

/** The rest of the offer waits for a decision again. */
async function release(tx: Tx, { consentId, grantId, outcome }: Offer, ended: string[]) {
  await lockGrant(tx, grantId)
  const { undoingUntil: _, ...rest } = outcome
  const offered = rest.offered.filter((one) => !ended.includes(one.tenantId))
  await writeOffer(tx, consentId, { ...rest, offered })
}

/** Another consent may have claimed it in the meantime. */
async function isOffered(keeper: Keeper, connectionId: string): Promise<boolean> {
  return (await keeper.db.connection.count({ where: { connectionId, state: "offered" } })) > 0
}

/** A connection that Xero ended is ended here in any case; one that Xero did not end, only while it is still offered. */
async function endOffered(
  tx: Tx,
  offer: Offer,
  { tenantId, connectionId, memberId, isEndedAtXero }: Ending,
): Promise<boolean> {
  const { grantId } = offer
  await lockGrant(tx, grantId)
  await hold(tx, offer)
  const state = isEndedAtXero ? { not: "disconnected" as const } : ("offered" as const)
  const ended = await tx.connection.updateMany({
    where: { grantId, tenantId, connectionId, state },
    data: { state: "disconnected", endedAt: await dbNow(tx) },
  })
  if (ended.count === 0) return false
  const detail = { toldXero: isEndedAtXero }
  await recordEvent(tx, { kind: "consent.offer_undone", memberId, tenantId, grantId, detail })
  return true
}

type Ending = { tenantId: string; connectionId: string; memberId: string; isEndedAtXero: boolean }
