import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import type { Keeper } from "@/keeper/keeper"
import { type Opened, tryOpen } from "@/keeper/vault/vault"

/** Opened before the lease: a key that fails must not spend a presentation (docs/refresh-chain.md, rule 5). */
export async function openRefreshToken(keeper: Keeper, tokenSetId: string): Promise<Opened> {
  const { refreshTokenSealed } = await keeper.db.tokenSet.findUniqueOrThrow({
    where: { id: tokenSetId },
    select: { refreshTokenSealed: true },
  })
  if (refreshTokenSealed === null) throw new Error(`token set ${tokenSetId} is scrubbed`)
  return tryOpen(keeper.vault, refreshTokenSealed, refreshTokenPlace(tokenSetId))
}
