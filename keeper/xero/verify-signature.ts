import { compactVerify, createLocalJWKSet } from "jose"
import type { KeySet } from "@/keeper/xero/signing-keys"
import { keyIdOf, parseBody } from "@/keeper/xero/wire"

const MOST_KEYS = 20
// No algorithm with a shared secret: the keys are public.
const ALGORITHMS = ["RS256", "PS256", "ES256"]

/** A JWT's claims, or null where none of the issuer's keys signed it: the one that the token names, else any. */
export async function verifySignature(jwt: string, { keys }: KeySet): Promise<unknown> {
  const kid = keyIdOf(jwt)
  const named = keys.filter((key) => key.kid === kid)
  for (const key of (named.length > 0 ? named : keys).slice(0, MOST_KEYS)) {
    const verified = await compactVerify(jwt, createLocalJWKSet({ keys: [{ ...key, kid }] }), {
      algorithms: ALGORITHMS,
    }).catch(() => null)
    if (verified !== null) return parseBody(Buffer.from(verified.payload).toString("utf8"))
  }
  return null
}
