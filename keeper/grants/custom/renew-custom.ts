import { findClient } from "@/keeper/apps/find-client"
import { takeCustomLease } from "@/keeper/grants/custom/custom-lease"
import { recordCustomFailure, recordNoConsent } from "@/keeper/grants/custom/record-no-token"
import { type AppToken, storeCustomToken } from "@/keeper/grants/custom/store-token"
import { isReady } from "@/keeper/grants/preflight"
import type { Chain } from "@/keeper/grants/read-chain"
import type { Keeper } from "@/keeper/keeper"
import type { FailedJudgement } from "@/keeper/xero/judge"
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
  const judged = await keeper.xero.requestAppToken({ client, scopes: client.scopes })
  const answeredAt = performance.now()
  if (judged.kind === "ok") {
    if (await reachesNothing(keeper, chain, judged)) return withoutConsent(keeper, chain)
    const { epoch } = lease
    const asGranted = judged.scopes ?? client.scopes
    await storeCustomToken(keeper, chain, { ...judged, scopes: asGranted, epoch, answeredAt })
    return { kind: "refreshed" }
  }
  if (judged.kind === "no_consent") return withoutConsent(keeper, chain)
  await recordCustomFailure(keeper, { epoch: lease.epoch, chain, judged })
  return { kind: "trouble", trouble: judged.kind }
}

/** Another keeper was quicker than this caller's look at the rows: its token is as new as one could be. */
function hasJustCome({ secondsHeld, secondsLeft }: Chain): boolean {
  return (secondsHeld ?? Infinity) < JUST_NOW_IN_SECONDS && (secondsLeft ?? 0) > JUST_NOW_IN_SECONDS
}

async function withoutConsent(keeper: Keeper, { id }: Chain): Promise<CustomResult> {
  await recordNoConsent(keeper, id)
  return { kind: "no_consent" }
}

/** A token may come before anybody has consented; then it reaches no organisation, and the connection is not in use yet. */
async function reachesNothing(keeper: Keeper, chain: Chain, token: AppToken): Promise<boolean> {
  if (chain.lastOutcome === "ok") return false
  const { accessToken } = token
  const list = await keeper.xero.listCustom({ accessToken, standInId: chain.id })
  return list.kind === "ok" && list.connections.length === 0 && list.unreadable.length === 0
}

type CustomResult =
  | { kind: "refreshed" | "no_consent" | "not_ready" | "leased" }
  | { kind: "ended"; reason: GrantEndedReason }
  | { kind: "waiting"; retryAt: Date | null }
  | { kind: "trouble"; trouble: FailedJudgement["kind"] }
