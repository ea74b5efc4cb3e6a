import { endWithApp } from "@/keeper/counted/end-counted"
import { isElsewhere } from "@/keeper/grants/ended-reason"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { type RefreshResult, refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { troubleOf } from "@/keeper/trouble"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/**
 * Ends one connection at Xero with `DELETE /connections/{id}`; an access token that Xero refuses although it should
 * live is replaced once. Where the chain has ended, the app itself ends it, if Xero lets it (docs/xero.md §5.2). `cannot`:
 * there is no token to do it with, the chain belongs to a Xero app that cannot be used, or it is a custom
 * connection, which ends in Xero's portal only.
 */
export async function endAtXero(
  keeper: Keeper,
  { grantId, connectionId }: { grantId: string; connectionId: string },
): Promise<EndAtXero> {
  const { endedReason, xeroApp } = await keeper.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { endedReason: true, xeroApp: { select: { id: true, usable: true, kind: true } } },
  })
  // Another installation uses the connection, or may.
  if (isElsewhere(endedReason)) return { kind: "cannot" }
  if (!xeroApp.usable || xeroApp.kind === "custom") return { kind: "cannot" }
  const ended = await endWithGrant(keeper, { grantId, connectionId })
  if (ended.kind !== "cannot") return ended
  const byApp = await endWithApp(keeper, { xeroAppId: xeroApp.id, connectionId })
  return byApp.kind === "ended" ? byApp : ended
}

async function endWithGrant(
  keeper: Keeper,
  { grantId, connectionId }: { grantId: string; connectionId: string },
): Promise<EndAtXero> {
  for (const attempt of [1, 2]) {
    const token = await liveAccessToken(keeper, grantId, 30)
    if (token.kind === "none") return notEnded(token.why)
    const { accessToken } = token
    const deleted = await keeper.xero.deleteConnection({ accessToken, connectionId })
    if (deleted.kind === "deleted") return { kind: "ended" }
    if (deleted.kind !== "token_refused") return { kind: "trouble", trouble: deleted.kind }
    if (attempt === 2) break
    const result = await refreshGrant(keeper, grantId, { wait: true })
    if (result.kind !== "refreshed") return notEnded(result)
  }
  return { kind: "trouble", trouble: "unknown" }
}

function notEnded(why: RefreshResult): EndAtXero {
  if (why.kind === "ended" || why.kind === "shut") return { kind: "cannot" }
  return { kind: "trouble", trouble: troubleOf(why) }
}

export type EndAtXero =
  | { kind: "ended" }
  | { kind: "cannot" }
  | { kind: "trouble"; trouble: XeroTrouble }
