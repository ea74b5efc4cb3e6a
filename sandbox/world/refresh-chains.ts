import { createHash, randomBytes, randomUUID } from "node:crypto"
import type { GraceVariant } from "@/sandbox/world/switches"
import {
  type Consent,
  markChanged,
  type RefreshChain,
  type RefreshToken,
  sandboxNow,
  switchesOf,
  type World,
} from "@/sandbox/world/world"

const KEPT_TOKENS_PER_CHAIN = 40

/** Starts a chain for a consent; older ones of the same app and Xero user end when the sandbox supersedes. */
export function startChain(world: World, consent: Consent): RefreshToken {
  if (switchesOf(world).supersede) endChains(world, consent, "superseded")
  const chain: RefreshChain = { id: randomUUID(), consent, endedReason: null, tokenValues: [] }
  world.chains.set(chain.id, chain)
  return issueRefreshToken(world, chain, null)
}

/** Ends every living chain of a Xero user, of one app where it is named; returns how many. */
export function endChains(
  world: World,
  of: { xeroUserId: string; clientId?: string },
  reason: NonNullable<RefreshChain["endedReason"]>,
): number {
  const living = [...world.chains.values()].filter(
    ({ consent, endedReason }) =>
      endedReason === null &&
      consent.xeroUserId === of.xeroUserId &&
      consent.clientId === (of.clientId ?? consent.clientId),
  )
  for (const chain of living) chain.endedReason = reason
  if (living.length > 0) markChanged(world)
  return living.length
}

/** Would this refresh token be accepted now? Changes nothing. */
export function judgeRefreshToken(world: World, value: string): RefreshVerdict {
  const token = world.refreshTokens.get(value)
  const chain = token && world.chains.get(token.chainId)
  if (!token || !chain) return { kind: "refused", reason: "unknown" }
  if (chain.endedReason !== null) return { kind: "refused", reason: "chain ended" }
  if (token.ended) return { kind: "refused", reason: "killed by a sibling" }
  const { firstUsedAtInMs } = token
  return firstUsedAtInMs === null
    ? judgeFirstUse(world, token, chain)
    : judgeReplay(world, { token, chain, firstUsedAtInMs })
}

/**
 * Redeems a refresh token by docs/xero.md §2.2: it rotates, and the parent works again until the grace after its first
 * use is over. The variant decides what a replay inside the grace answers:
 * H1 the same child; H2 a new sibling, all stay good; H3 a new sibling, earlier siblings die (what they were
 * already rotated into lives on); H4 as H3, and the grace is over once a child was used; H6 as H3, and a replay
 * outside the grace ends the whole chain.
 */
export function redeemRefreshToken(world: World, value: string, clientId: string): Redemption {
  const presented = world.refreshTokens.get(value)
  const owner = world.chains.get(presented?.chainId ?? "")?.consent.clientId
  // Another app's token is none to this one, and is not touched.
  if (owner !== clientId) return { kind: "refused", reason: "unknown" }
  const verdict = judgeRefreshToken(world, value)
  if (presented) presented.presentations += 1
  markChanged(world)
  if (verdict.kind === "refused") return refuse(world, verdict, presented)
  const { token, chain } = verdict
  if (verdict.kind === "first use") {
    token.firstUsedAtInMs = sandboxNow(world)
    return { kind: "redeemed", chain, child: issueRefreshToken(world, chain, token) }
  }
  return { kind: "redeemed", chain, child: replayChild(world, chain, token) }
}

/** The first 16 hex digits of a token's SHA-256: identifies the token without revealing it. */
export function fingerprintOf(value: string): string {
  return createHash("sha256").update(value).digest("hex").slice(0, 16)
}

function judgeFirstUse(world: World, token: RefreshToken, chain: RefreshChain): RefreshVerdict {
  const lifetimeInMs = switchesOf(world).refreshTokenInSeconds * 1000
  if (sandboxNow(world) >= token.issuedAtInMs + lifetimeInMs) {
    return { kind: "refused", reason: "unused for too long" }
  }
  return { kind: "first use", token, chain }
}

function judgeReplay(world: World, { token, chain, firstUsedAtInMs }: Replay): RefreshVerdict {
  const { graceInSeconds } = switchesOf(world)
  if (sandboxNow(world) >= firstUsedAtInMs + graceInSeconds * 1000) {
    return { kind: "refused", reason: "grace over" }
  }
  const childUsed = childrenOf(world, token).some((child) => child.firstUsedAtInMs !== null)
  if (variantOf(world, chain) === "H4" && childUsed)
    return { kind: "refused", reason: "grace ended by use" }
  return { kind: "replay", token, chain }
}

function refuse(
  world: World,
  refusal: RefreshRefusal,
  presented: RefreshToken | undefined,
): RefreshRefusal {
  const chain = presented && world.chains.get(presented.chainId)
  if (chain && refusal.reason === "grace over" && variantOf(world, chain) === "H6") {
    chain.endedReason = "replayed"
  }
  return refusal
}

function replayChild(world: World, chain: RefreshChain, parent: RefreshToken): RefreshToken {
  const graceVariant = variantOf(world, chain)
  const children = childrenOf(world, parent)
  const newest = children.at(-1)
  if (graceVariant === "H1" && newest) return newest
  if (graceVariant !== "H2") for (const child of children) child.ended = true
  return issueRefreshToken(world, chain, parent)
}

function variantOf(world: World, { consent }: RefreshChain): GraceVariant {
  return consent.graceVariant ?? switchesOf(world).graceVariant
}

function childrenOf(world: World, { childValues }: RefreshToken): RefreshToken[] {
  return childValues.flatMap((value) => world.refreshTokens.get(value) ?? [])
}

function issueRefreshToken(
  world: World,
  chain: RefreshChain,
  parent: RefreshToken | null,
): RefreshToken {
  const value = randomBytes(32).toString("base64url")
  const token: RefreshToken = {
    value,
    fingerprint: fingerprintOf(value),
    chainId: chain.id,
    generation: parent ? parent.generation + 1 : 0,
    childValues: [],
    issuedAtInMs: sandboxNow(world),
    firstUsedAtInMs: null,
    presentations: 0,
    ended: false,
  }
  parent?.childValues.push(value)
  chain.tokenValues.push(value)
  world.refreshTokens.set(value, token)
  forgetOldest(world, chain)
  markChanged(world)
  return token
}

/** Forgets the oldest tokens that would be refused anyway, so that a long-lived sandbox stays small. */
function forgetOldest(world: World, chain: RefreshChain): void {
  const old = chain.tokenValues.slice(0, -KEPT_TOKENS_PER_CHAIN)
  const refused = old.filter((value) => judgeRefreshToken(world, value).kind === "refused")
  if (refused.length === 0) return
  chain.tokenValues = chain.tokenValues.filter((value) => !refused.includes(value))
  for (const value of refused) world.refreshTokens.delete(value)
}

type Replay = { token: RefreshToken; chain: RefreshChain; firstUsedAtInMs: number }
export type RefreshRefusal = {
  kind: "refused"
  reason:
    | "unknown"
    | "chain ended"
    | "killed by a sibling"
    | "unused for too long"
    | "grace over"
    | "grace ended by use"
}
export type RefreshVerdict =
  | RefreshRefusal
  | { kind: "first use" | "replay"; token: RefreshToken; chain: RefreshChain }
export type Redemption =
  | RefreshRefusal
  | { kind: "redeemed"; chain: RefreshChain; child: RefreshToken }
