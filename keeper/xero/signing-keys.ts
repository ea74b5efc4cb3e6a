import { type Sent, sendOnce } from "@/keeper/xero/send-once"
import { jwks, parseJson } from "@/keeper/xero/wire"

const TIMEOUT_IN_MILLISECONDS = 15_000
const FRESH_FOR_MILLISECONDS = 60 * 60 * 1_000

/**
 * The keys that Xero signs its tokens with (RFC 7517), by `kid`. They are read before a code is spent and the last good ones
 * are kept, so that no token set that was received is lost because its signature could not be checked.
 */
export function createSigningKeys(): SigningKeys {
  let kept: { body: string; kids: Set<string>; readAt: number } | null = null

  async function load(url: string): Promise<boolean> {
    const read = readKeys(await fetchKeys(url))
    if (read !== null) kept = { ...read, readAt: performance.now() }
    return read !== null
  }

  return {
    async areInHand(url) {
      const isFresh = kept !== null && performance.now() - kept.readAt < FRESH_FOR_MILLISECONDS
      return isFresh || (await load(url)) || kept !== null
    },
    async find(url, kid) {
      if (kept?.kids.has(kid)) return kept.body
      return (await load(url)) ? (kept?.body ?? null) : null
    },
  }
}

function fetchKeys(url: string): Promise<Sent> {
  return sendOnce({
    url,
    method: "GET",
    headers: { accept: "application/json" },
    timeoutInMilliseconds: TIMEOUT_IN_MILLISECONDS,
  })
}

function readKeys(sent: Sent): { body: string; kids: Set<string> } | null {
  if (sent.kind !== "answered" || sent.status !== 200) return null
  const set = jwks.safeParse(parseJson(sent.body)).data
  if (set === undefined) return null
  return { body: sent.body, kids: new Set(set.keys.flatMap(({ kid }) => kid ?? [])) }
}

export type SigningKeys = {
  /** Whether there are any; those of more than an hour ago are read again, and kept where that fails. */
  areInHand(url: string): Promise<boolean>
  /** The key set as JSON, read again where `kid` is not in it; null when it cannot be read. */
  find(url: string, kid: string): Promise<string | null>
}
