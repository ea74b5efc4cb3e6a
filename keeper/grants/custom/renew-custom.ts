import { type AppClient, findClient } from "@/keeper/apps/find-client"
import { takeCustomLease } from "@/keeper/grants/custom/custom-lease"
import { recordCustomFailure, recordNoConsent } from "@/keeper/grants/custom/record-no-token"
import { type NewToken, storeCustomToken } from "@/keeper/grants/custom/store-token"
import { isReady } from "@/keeper/grants/preflight"
import type { Chain } from "@/keeper/grants/read-chain"
import type { Keeper } from "@/keeper/keeper"
import { type FailedJudgement, NO_EVIDENCE } from "@/keeper/xero/judge"
import { dbNow } from "@/lib/db/clock"
import type { GrantEndedReason } from "@/lib/db/generated/enums"

const JUST_NOW_IN_SECONDS = 5

/**
 * Asks Xero for a new access token of a custom connection (RFC 6749 §4.4). There is no chain to lose: a token whose answer is
 * lost is asked for again. Of all keepers one asks, and the others wait for its token; `leased`: another one is asking.
 */
export async function renewCustom(
  keeper: Keeper,
  chain: Chain,
  { asked = false }: { asked?: boolean },
): Promise<CustomResult> {
  if (!(await isReady(keeper))) return { kind: "not_ready" }
  if (chain.state === "ended") return { kind: "ended", reason: chain.endedReason ?? "refused" }
  if (!asked && hasJustCome(chain)) return { kind: "refreshed" }
  const client = await findClient(keeper, chain.xeroAppId)
  if (client === null) return { kind: "not_ready" }
  const lease = await takeCustomLease(keeper, { chain, ignoreBackOff: asked })
  if (lease.kind !== "taken") return lease
  const { epoch } = lease
  const judged = await askForToken(keeper, chain, client)
  if (judged.kind === "ok") {
    await storeCustomToken(keeper, chain, { ...judged, epoch })
    return { kind: "refreshed" }
  }
  if (judged.kind === "no_consent") {
    await recordNoConsent(keeper, chain.id)
    return { kind: "no_consent" }
  }
  await recordCustomFailure(keeper, { epoch, chain, judged })
  return { kind: "trouble", trouble: judged.kind }
}

/** Another keeper was quicker than this caller's look at the rows: its token is as new as one could be. */
function hasJustCome({ secondsHeld, secondsLeft }: Chain): boolean {
  return (secondsHeld ?? Infinity) < JUST_NOW_IN_SECONDS && (secondsLeft ?? 0) > JUST_NOW_IN_SECONDS
}

/**
 * A token and what it reaches: in Xero's portal, that may have become another organisation since the token before. One that
 * reaches nothing came before anybody consented. As long as Xero does not say, there is no token: what cannot answer that
 * answers no service either.
 */
async function askForToken(keeper: Keeper, { id }: Chain, client: AppClient): Promise<Asked> {
  const judged = await keeper.xero.requestAppToken({ client, scopes: client.scopes })
  const answeredAt = performance.now()
  if (judged.kind !== "ok") return judged
  const { accessToken } = judged
  const askedAt = await dbNow(keeper.db)
  const list = await keeper.xero.listCustom({ accessToken, standInId: id })
  if (list.kind === "not_sent" || list.kind === "throttled")
    return { ...list, evidence: NO_EVIDENCE }
  if (list.kind !== "ok" || list.unreadable.length > 0)
    return { kind: "unknown", evidence: NO_EVIDENCE }
  if (list.connections.length === 0) return { kind: "no_consent" }
  const scopes = judged.scopes ?? client.scopes
  return { ...judged, scopes, answeredAt, list: { ...list, askedAt } }
}

type Asked = ({ kind: "ok" } & Omit<NewToken, "epoch">) | { kind: "no_consent" } | FailedJudgement
type CustomResult =
  | { kind: "refreshed" | "no_consent" | "not_ready" | "leased" }
  | { kind: "ended"; reason: GrantEndedReason }
  | { kind: "waiting"; retryAt: Date | null }
  | { kind: "trouble"; trouble: FailedJudgement["kind"] }
