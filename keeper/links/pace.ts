import { createRateLimit, type RateLimit } from "@/keeper/services/access/rate-limit"
import { currentOrigin } from "@/lib/audit/origin"
import { addressBlock } from "@/lib/members/address-block"

// A whole office may sit behind one address, and each page asks twice or three times.
const BY_ADDRESS = { burst: 120, perSecond: 1 }
// Trips to Xero by one link: ten people at once, and a few who try again.
const BY_LINK = { burst: 30, perSecond: 1 / 60 }

/** How often links are asked about, by address, and begun, by link. */
export function createLinkPace(): LinkPace {
  return { byAddress: createRateLimit(BY_ADDRESS), byLink: createRateLimit(BY_LINK) }
}

/** Does what a holder of a link asks for, unless their address asks too often. */
export async function withinPace<T>(
  { linkPace: { byAddress } }: { linkPace: LinkPace },
  work: () => Promise<T>,
): Promise<T | Throttled> {
  const key = addressBlock(currentOrigin().address ?? "unknown").address
  return byAddress.take(key) ? work() : throttledBy(byAddress, key)
}

/** What a caller hears that is too fast. */
export function throttledBy(limit: RateLimit, key: string): Throttled {
  return { kind: "throttled", retryAfterInSeconds: limit.retryAfterInSeconds(key) }
}

type Throttled = { kind: "throttled"; retryAfterInSeconds: number }
export type LinkPace = { byAddress: RateLimit; byLink: RateLimit }
