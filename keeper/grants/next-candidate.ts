import type { Chain, HeldTokenSet } from "@/keeper/grants/read-chain"

const CLOCK_SLACK_IN_MILLISECONDS = 1_000

/**
 * Which token set to present next, given those that Xero refused in this round; null when none is left to try.
 * First the current one; then any held one that was never presented (a late save of an answer that lost the race), newest
 * first; then superseded ones, but only while they can still be replayed: outside the grace a replay may kill the chain.
 * Source: docs/refresh-chain.md, "The ladder".
 */
export function nextCandidate(request: {
  chain: Pick<Chain, "currentTokenSetId" | "held">
  refused: ReadonlySet<string>
  replayableInMilliseconds: number
}): Candidate | null {
  const { chain, refused, replayableInMilliseconds } = request
  const left = chain.held.filter((one) => !refused.has(one.id))
  const current = left.find((one) => one.id === chain.currentTokenSetId)
  if (current !== undefined) return { tokenSet: current, rung: "current" }
  const unpresented = left.find((one) => one.presentedForMilliseconds === null)
  if (unpresented !== undefined) return { tokenSet: unpresented, rung: "held" }
  const replayable = left.find((one) => isReplayable(one, replayableInMilliseconds))
  return replayable === undefined ? null : { tokenSet: replayable, rung: "superseded" }
}

/** False for a presentation in the future: the database's clock was set back, and its age is unknown. */
function isReplayable({ presentedForMilliseconds: age }: HeldTokenSet, limit: number): boolean {
  return age !== null && age > -CLOCK_SLACK_IN_MILLISECONDS && age < limit
}

export type Candidate = { tokenSet: HeldTokenSet; rung: "current" | "held" | "superseded" }
