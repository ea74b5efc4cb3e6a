import { discover, type IssuerMetadata } from "@/keeper/sso/issuer/discovery"
import { createSigningKeys, type KeySet } from "@/keeper/xero/signing-keys"
import { keyIdOf } from "@/keeper/xero/wire"
import type { IssuerProblem } from "@/lib/contract/sso-operations"

const FRESH_FOR_MILLISECONDS = 60 * 60 * 1_000
// Logout tokens come from anywhere, and each may name another key.
const REST_IN_MILLISECONDS = 10_000

/** What is known of the issuer that was asked for last: its metadata for an hour, and its keys. */
export function createIssuers(): Issuers {
  let kept: Kept | null = null

  async function find(issuer: string): Promise<FoundIssuer> {
    if (kept?.issuer === issuer && performance.now() - kept.readAt < FRESH_FOR_MILLISECONDS) {
      return kept.found
    }
    const discovered = await discover(issuer)
    if (discovered.kind === "problem") return discovered
    const { metadata } = discovered
    const keys = createSigningKeys({ restInMilliseconds: REST_IN_MILLISECONDS })
    const found: Known = {
      kind: "issuer",
      metadata,
      areKeysInHand: () => keys.areInHand(metadata.jwks),
      findKeys: (jwt) => keys.find(metadata.jwks, keyIdOf(jwt)),
    }
    kept = { issuer, readAt: performance.now(), found }
    return found
  }

  return {
    find,
    forget() {
      kept = null
    },
  }
}

type Kept = { issuer: string; readAt: number; found: Known }
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
