import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import type { ReceivedTokenSet } from "@/keeper/xero/judge"
import { fingerprintOf } from "@/lib/fingerprint"

/** Seals a received token set under a new row id. Without a new refresh token the presented one stays in use (RFC 6749 §6). */
export async function sealTokenSet(
  keeper: Keeper,
  received: ReceivedTokenSet,
  presentedRefreshToken: string,
): Promise<SealedTokenSet> {
  const id = randomUUID()
  const refreshToken = received.refreshToken ?? presentedRefreshToken
  return {
    id,
    accessTokenSealed:
      received.accessToken === null
        ? null
        : await keeper.vault.seal(received.accessToken, accessTokenPlace(id)),
    refreshTokenSealed: await keeper.vault.seal(refreshToken, refreshTokenPlace(id)),
    fingerprint: fingerprintOf(refreshToken),
  }
}

export function accessTokenPlace(id: string): { column: string; row: string } {
  return { column: "TokenSet.accessToken", row: id }
}

export function refreshTokenPlace(id: string): { column: string; row: string } {
  return { column: "TokenSet.refreshToken", row: id }
}

export type SealedTokenSet = {
  id: string
  /** Null if there was no usable access token; then only the refresh token is kept. */
  accessTokenSealed: string | null
  refreshTokenSealed: string
  fingerprint: string
}
/** A token set that was presented before it was stored here. */
export type ParentTokenSet = {
  id: string
  refreshTokenSealed: string
  fingerprint: string
  receivedAt: Date
  accessTokenExpiresAt: Date
  firstPresentedAt: Date
  presentations: number
  confirmedAt: Date
}
