import { setTimeout as sleep } from "node:timers/promises"
import { findClient } from "@/keeper/apps/find-client"
import { renewCustom } from "@/keeper/grants/custom/renew-custom"
import { type Candidate, nextCandidate } from "@/keeper/grants/next-candidate"
import { openRefreshToken } from "@/keeper/grants/open-refresh-token"
import { isLate, isReady, TOO_LATE } from "@/keeper/grants/preflight"
import { type Chain, findChain } from "@/keeper/grants/read-chain"
import { recordFailure } from "@/keeper/grants/record-failure"
import { recordShut } from "@/keeper/grants/record-shut"
import { saveAnswer } from "@/keeper/grants/save-answer"
import { recordRefusal, reopenGrant, strike } from "@/keeper/grants/strike"
import { freeLease, type Lease, takeLease } from "@/keeper/grants/take-lease"
import type { Keeper } from "@/keeper/keeper"
import type { FailedJudgement } from "@/keeper/xero/judge"
import type { GrantEndedReason } from "@/lib/db/generated/enums"

/**
 * Moves a grant's refresh chain on by one, as docs/refresh-chain.md prescribes (R1 to R7 and the ladder). Callers in
 * this process share one attempt; an attempt of another process is waited for, never doubled. Only `refreshed` promises
 * that the grant points at a new token set.
 */
export function refreshGrant(
  keeper: Keeper,
  grantId: string,
  options: RefreshOptions = {},
): Promise<RefreshResult> {
  return keeper.refreshing.run(grantId, () => refreshOnce(keeper, grantId, options))
}

async function refreshOnce(
  keeper: Keeper,
  grantId: string,
  options: RefreshOptions,
): Promise<RefreshResult> {
  if (options.asked) await reopenGrant(keeper, grantId)
  const start = await findChain(keeper.db, grantId)
  if (start === null) return { kind: "not_found" }
  const deadline = performance.now() + keeper.timings.lease * 1.2
  for (;;) {
    const result = await keeper.tokenSlots.run(() =>
      start.isCustom ? renewCustom(keeper, start, options) : climb(keeper, start, options),
    )
    if (result.kind !== "leased") return result
    if (!options.wait || performance.now() > deadline) return { kind: "waiting", retryAt: null }
    await sleep(keeper.timings.waitPoll * (0.5 + Math.random()))
  }
}

/** Presents one token set after the other, each with its own lease and intent, until one gets an answer or none is left. */
async function climb(
  keeper: Keeper,
  start: Chain,
  options: RefreshOptions,
): Promise<RefreshResult | { kind: "leased" }> {
  const refused = new Set<string>()
  let held: Lease | null = null
  for (;;) {
    const survey = await surveyChain(keeper, start)
    if (survey.kind !== "open") {
      if (held !== null) await freeLease(keeper, held)
      return survey
    }
    const candidate = pickCandidate(keeper, survey.chain, refused)
    if (candidate === null) return strikeOut(keeper, survey.chain, held)
    const step = await presentCandidate(keeper, { chain: survey.chain, candidate, held, options })
    if (step.kind !== "refused") return step
    refused.add(candidate.tokenSet.id)
    held = step.lease
  }
}

/** The first rung. If another process has moved the pointer in the meantime, its token set is the one to use. */
async function surveyChain(
  keeper: Keeper,
  start: Chain,
): Promise<RefreshResult | { kind: "open"; chain: Chain }> {
  if (!(await isReady(keeper))) return { kind: "not_ready" }
  const chain = await findChain(keeper.db, start.id)
  if (chain === null) return { kind: "not_found" }
  if (hasMoved(start, chain)) return { kind: "refreshed" }
  if (chain.state === "ended") return { kind: "ended", reason: chain.endedReason ?? "refused" }
  return { kind: "open", chain }
}

async function strikeOut(keeper: Keeper, chain: Chain, held: Lease | null): Promise<RefreshResult> {
  if (held === null) throw new Error(`grant ${chain.id} holds no token set`)
  return strike(keeper, held)
}

function pickCandidate(
  keeper: Keeper,
  chain: Chain,
  refused: ReadonlySet<string>,
): Candidate | null {
  const replayableInMilliseconds = keeper.timings.replayable
  return nextCandidate({ chain, refused, replayableInMilliseconds })
}

function hasMoved(start: Chain, now: Chain): boolean {
  return now.currentTokenSetId !== start.currentTokenSetId || now.chain !== start.chain
}

async function presentCandidate(
  keeper: Keeper,
  { chain, candidate, held, options }: Presentation,
): Promise<RefreshResult | { kind: "leased" } | { kind: "refused"; lease: Lease }> {
  const opened = await openRefreshToken(keeper, candidate.tokenSet.id)
  if (opened.kind === "shut") return recordShut(keeper, { chain, held, shut: opened })
  const presentedRefreshToken = opened.value
  const client = await findClient(keeper, chain.xeroAppId)
  if (client === null) return { kind: "not_ready" }
  const askedAt = performance.now()
  const lease = await takeLease(keeper, {
    grantId: chain.id,
    tokenSetId: candidate.tokenSet.id,
    chain: chain.chain,
    pointerId: chain.currentTokenSetId ?? candidate.tokenSet.id,
    purpose: purposeOf(chain, candidate),
    heldEpoch: held?.epoch ?? null,
    // Strikes are spaced on purpose: an impatient member must not use them up.
    ignoreBackOff: options.asked === true && chain.strikes === 0,
  })
  if (lease === null) return whyNotLeased(keeper, chain)
  const judgement = isLate(keeper, askedAt)
    ? TOO_LATE
    : await keeper.xero.refresh({ client, refreshToken: presentedRefreshToken })
  const answeredAt = performance.now()
  if (judgement.kind === "ok") {
    const { tokenSet, evidence } = judgement
    await saveAnswer(keeper, {
      lease,
      chain,
      tokenSet,
      presentedRefreshToken,
      evidence,
      answeredAt,
    })
    const tookInMilliseconds = Math.round(answeredAt - askedAt)
    keeper.log.info({ event: "refreshed", grantId: chain.id, tookInMilliseconds })
    if (tokenSet.refreshToken === null)
      keeper.log.warn({ event: "no_refresh_token", grantId: chain.id })
    return { kind: "refreshed" }
  }
  if (judgement.kind === "invalid_grant") {
    await recordRefusal(keeper, { lease, chain, evidence: judgement.evidence })
    return { kind: "refused", lease }
  }
  await recordFailure(keeper, { lease, chain, judgement })
  return { kind: "trouble", trouble: judgement.kind }
}

function purposeOf(chain: Chain, candidate: Candidate): Lease["purpose"] {
  if (candidate.rung !== "current") return "ladder"
  return chain.confirmationsDue > 0 ? "confirm" : "refresh"
}

/** Why there is no lease: another process was quicker to the answer or to the lease, or everyone has to wait. */
async function whyNotLeased(
  keeper: Keeper,
  before: Chain,
): Promise<RefreshResult | { kind: "leased" }> {
  const chain = await findChain(keeper.db, before.id)
  if (chain === null) return { kind: "not_found" }
  if (hasMoved(before, chain)) return { kind: "refreshed" }
  // A lease that ended between the two looks may be taken at once.
  if (chain.leased || before.leased) return { kind: "leased" }
  if (chain.strikes > 0) return { kind: "questioned" }
  return { kind: "waiting", retryAt: chain.backingOff ? chain.nextAttemptAt : null }
}

type Presentation = {
  chain: Chain
  candidate: Candidate
  held: Lease | null
  options: RefreshOptions
}
export type RefreshOptions = {
  /** A member asked: back-off is skipped, and an ended chain gets one more round. */
  asked?: boolean
  /** Wait for an attempt that another process has under way. */
  wait?: boolean
}
export type RefreshResult =
  | { kind: "refreshed" }
  | { kind: "questioned" }
  /** Of a custom connection: nobody has consented in Xero, or not any more. */
  | { kind: "no_consent" }
  | { kind: "ended"; reason: GrantEndedReason }
  | { kind: "waiting"; retryAt: Date | null }
  | { kind: "trouble"; trouble: FailedJudgement["kind"] }
  /** The stored token cannot be opened: nothing was sent. */
  | { kind: "shut" }
  | { kind: "not_ready" }
  | { kind: "not_found" }
