import { createHash, randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import type { ReceivedTokenSet } from "@/keeper/xero/judge"

/** Seals a received token set under a new row id. Without a new refresh token the presented one goes on (RFC 6749 §6). */
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
    fingerprint: createHash("sha256").update(refreshToken).digest("hex").slice(0, 16),
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
  /** Null: there was none that could be used, and the refresh token is all that is kept. */
  accessTokenSealed: string | null
  refreshTokenSealed: string
  fingerprint: string
}
