import { throttledBy } from "@/keeper/links/pace"
import { createRateLimit, type RateLimit } from "@/keeper/services/access/rate-limit"
import { noteRefusal } from "@/lib/audit/note-refusal"
import { currentOrigin } from "@/lib/audit/origin"
import type { Db } from "@/lib/db/create-db"
import { addressBlock } from "@/lib/members/address-block"
import { createTurns, type Turns } from "@/lib/members/turns"

// A whole office may sit behind one address, and each sign-in asks twice.
const BY_ADDRESS = { burst: 120, perSecond: 1 }
// An issuer that answers slowly holds that many connections; whoever else comes waits for one.
const AT_ONCE = { atOnce: 10, waiting: 100, waitingFromOne: 10 }

/** How often one address begins and ends sign-ins at the issuer, and how many of all addresses are under way at once. */
export function createStrangersPace(): StrangersPace {
  return { byAddress: createRateLimit(BY_ADDRESS), turns: createTurns(AT_ONCE) }
}

/** Does what somebody who is not signed in asks for, unless their address asks too often or waits too much already. */
export async function atStrangersPace<T>(
  { db, sso }: { db: Db; sso: { strangersPace: StrangersPace } },
  work: () => Promise<T>,
): Promise<T | Throttled> {
  const { byAddress, turns } = sso.strangersPace
  const from = currentOrigin().address ?? "unknown"
  const { address: key } = addressBlock(from)
  const isInTime = byAddress.take(key)
  const done = isInTime ? await turns.take({ from, lane: "stranger" }, work) : null
  if (done !== null) return done
  const detail = { at: "sign_in", by: "issuer" }
  noteRefusal(db, { kind: "member.had_to_wait", detail })
  return throttledBy(byAddress, key)
}

type Throttled = ReturnType<typeof throttledBy>
export type StrangersPace = { byAddress: RateLimit; turns: Turns }
