import { z } from "zod"
import type { Keeper } from "@/keeper/keeper"
import { digestOf } from "@/keeper/sso/once"
import { type Place, tryOpen } from "@/keeper/vault/vault"
import { dbNow } from "@/lib/db/clock"
import type { Acting } from "@/lib/members/sudo"

export const TRIP_LASTS_IN_SECONDS = 10 * 60

const member = { memberId: z.guid(), sessionId: z.guid() }
const aim = z.discriminatedUnion("purpose", [
  z.object({ purpose: z.literal("sign_in"), path: z.string(), invitation: z.string().nullable() }),
  z.object({ purpose: z.literal("prove"), ...member }),
  z.object({ purpose: z.literal("add"), ...member }),
])
const trip = z.object({
  aim,
  /** As configured when it began: once that has changed, it cannot be completed. */
  issuer: z.string(),
  clientId: z.string(),
  verifier: z.string(),
  nonce: z.string(),
  beganAt: z.number(),
})

/**
 * One trip to the issuer and back is kept in the browser's cookie, sealed: nobody fills the database by beginning trips, and
 * no one but the browser that began one can end it. The seal is bound to the state.
 */
export async function sealTrip(
  { vault, db }: Keeper,
  state: string,
  begun: NewTrip,
): Promise<string> {
  const beganAt = (await dbNow(db)).getTime()
  return vault.seal(JSON.stringify({ ...begun, beganAt }), tripPlace(state))
}

/** The trip that this browser began with this state, ten minutes ago at most; null: none. */
export async function openTrip(
  { vault, db }: Keeper,
  { state, browserToken }: Callback,
): Promise<Trip | null> {
  if (state === null || browserToken === null) return null
  const opened = await tryOpen(vault, browserToken, tripPlace(state))
  if (opened.kind === "shut") return null
  const read = trip.parse(JSON.parse(opened.value))
  const expiresAt = new Date(read.beganAt + TRIP_LASTS_IN_SECONDS * 1_000)
  return expiresAt > (await dbNow(db)) ? { ...read, state, expiresAt } : null
}

/** Whether the member who is signed in here now is the one who began it, in the same session. */
export function isOf({ aim }: Trip, { memberId, sessionId }: Acting): boolean {
  return aim.purpose === "sign_in" || (aim.memberId === memberId && aim.sessionId === sessionId)
}

export function tripPlace(state: string): Place {
  return { column: "Sso.trip", row: digestOf([state]) }
}

type Callback = { state: string | null; browserToken: string | null }
type NewTrip = Omit<z.output<typeof trip>, "beganAt">
export type Aim = z.output<typeof aim>
export type Trip = z.output<typeof trip> & { state: string; expiresAt: Date }
