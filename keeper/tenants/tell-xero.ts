import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { type RefreshResult, refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { troubleOf } from "@/keeper/trouble"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/**
 * Ends one connection at Xero with `DELETE /connections/{id}`; an access token that Xero refuses although it should live is
 * replaced once. `cannot`: nothing is left that Xero would listen to, because the chain has ended, or was begun by a Xero
 * app that is not the configured one: its tokens are for nobody else's eyes.
 */
export async function tellXero(
  keeper: Keeper,
  { grantId, connectionId }: { grantId: string; connectionId: string },
): Promise<Told> {
  const { xeroAppId } = await keeper.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { xeroAppId: true },
  })
  if (xeroAppId !== keeper.xeroAppId) return { kind: "cannot" }
  for (const attempt of [1, 2]) {
    const token = await liveAccessToken(keeper, grantId, 30)
    if (token.kind === "none") return untold(token.why)
    const { accessToken } = token
    const deleted = await keeper.xero.deleteConnection({ accessToken, connectionId })
    if (deleted.kind === "deleted") return { kind: "told" }
    if (deleted.kind !== "token_refused") return { kind: "trouble", trouble: deleted.kind }
    if (attempt === 2) break
    const result = await refreshGrant(keeper, grantId, { wait: true })
    if (result.kind !== "refreshed") return untold(result)
  }
  return { kind: "trouble", trouble: "unknown" }
}

function untold(why: RefreshResult): Told {
  if (why.kind === "ended" || why.kind === "shut") return { kind: "cannot" }
  return { kind: "trouble", trouble: troubleOf(why) }
}

export type Told = { kind: "told" } | { kind: "cannot" } | { kind: "trouble"; trouble: XeroTrouble }
