import { getJson } from "@/keeper/xero/get-json"
import { jwks, type PublicKey, parseBody } from "@/keeper/xero/wire"

const FRESH_FOR_MILLISECONDS = 60 * 60 * 1_000

/**
 * The keys that Xero signs its tokens with (RFC 7517), by `kid`. They are read before a code is spent and the last good ones
 * are kept, so that no token set that was received is lost because its signature could not be checked.
 * `restInMilliseconds`: so long after a reading none is made for a key that nobody knows, where strangers may name one.
 */
export function createSigningKeys({ restInMilliseconds = 0 } = {}): SigningKeys {
  let kept: { keySet: KeySet; readAt: number } | null = null
  let askedAt = Number.NEGATIVE_INFINITY

  async function load(url: string): Promise<boolean> {
    askedAt = performance.now()
    const sent = await getJson(url)
    const keySet = sent.kind === "answered" && sent.status === 200 ? readKeys(sent.body) : null
    if (keySet !== null) kept = { keySet, readAt: performance.now() }
    return keySet !== null
  }

  return {
    async areInHand(url) {
      const isFresh = kept !== null && performance.now() - kept.readAt < FRESH_FOR_MILLISECONDS
      return isFresh || (await load(url)) || kept !== null
    },
    async find(url, kid, refuted) {
      const isNamed = kept?.keySet.keys.some((key) => key.kid === kid)
      if (kept !== null && isNamed && kept.keySet !== refuted) return kept.keySet
      if (kept !== null && performance.now() - askedAt < restInMilliseconds) return kept.keySet
      return (await load(url)) ? (kept?.keySet ?? null) : null
    },
  }
}

/** The keys that can be read; null where there is none. */
export function readKeys(body: string): KeySet | null {
  const value = parseBody(body)
  const read = jwks.safeParse(Array.isArray(value) ? { keys: value } : value).data?.keys ?? []
  return read.length > 0 ? { keys: read } : null
}

export type SigningKeys = {
  /** Whether there are any; after an hour they are read again, and kept if that fails. */
  areInHand(url: string): Promise<boolean>
  /** The key set, read again if it lacks `kid` or is `refuted`, which verified nothing; null if it cannot be read. */
  find(url: string, kid: string, refuted?: KeySet): Promise<KeySet | null>
}
export type KeySet = { keys: PublicKey[] }
