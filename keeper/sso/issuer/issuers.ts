import { discover, type IssuerMetadata } from "@/keeper/sso/issuer/discovery"
import { createSigningKeys, type KeySet } from "@/keeper/xero/signing-keys"
import { keyIdOf } from "@/keeper/xero/wire"
import type { IssuerProblem } from "@/lib/contract/sso-operations"

const FRESH_FOR_MILLISECONDS = 60 * 60 * 1_000
// So long it counts as away, and a key that it does not have as unknown: anybody may begin a sign-in or name a key.
const REST_IN_MILLISECONDS = 10_000

/**
 * What is known of the issuer that was asked for last: its metadata for an hour, and its keys. Whoever asks at the same
 * moment shares one reading.
 */
export function createIssuers(): Issuers {
  let kept: Kept | null = null
  return {
    find(issuer) {
      const now = performance.now()
      if (kept?.issuer === issuer && now - kept.askedAt < kept.freshFor) return kept.found
      const asked: Kept = {
        issuer,
        askedAt: now,
        freshFor: FRESH_FOR_MILLISECONDS,
        found: read(issuer).then((found) => {
          if (found.kind === "problem") asked.freshFor = REST_IN_MILLISECONDS
          return found
        }),
      }
      kept = asked
      return asked.found
    },
    forget() {
      kept = null
    },
  }
}

async function read(issuer: string): Promise<FoundIssuer> {
  const discovered = await discover(issuer)
  if (discovered.kind === "problem") return discovered
  const { metadata } = discovered
  const keys = createSigningKeys({ restInMilliseconds: REST_IN_MILLISECONDS })
  return {
    kind: "issuer",
    metadata,
    areKeysInHand: () => keys.areInHand(metadata.jwks),
    findKeys: (jwt) => keys.find(metadata.jwks, keyIdOf(jwt)),
  }
}

type Kept = { issuer: string; askedAt: number; freshFor: number; found: Promise<FoundIssuer> }
type Known = {
  kind: "issuer"
  metadata: IssuerMetadata
  areKeysInHand(): Promise<boolean>
  /** Its keys, read again where the one that the token names is missing; null if they cannot be read. */
  findKeys(jwt: string): Promise<KeySet | null>
}
export type FoundIssuer = Known | { kind: "problem"; problem: IssuerProblem }
export type Issuers = {
  find(issuer: string): Promise<FoundIssuer>
  /** The settings have changed, or somebody wants to know how it stands now. */
  forget(): void
}
