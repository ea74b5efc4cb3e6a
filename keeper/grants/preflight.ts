import type { Keeper } from "@/keeper/keeper"
import { NO_TOKEN_REQUEST } from "@/keeper/xero/judge"

// If waiting times are scaled down, a busy machine needs longer than half a lease.
const SHORTEST_PATIENCE_IN_MILLISECONDS = 1_000

/**
 * Whether a token set may be presented (docs/refresh-chain.md, rule 5). Asked before each presentation, because a
 * caller may have waited for its turn, and for the rungs before this one.
 */
export async function isReady(keeper: Keeper): Promise<boolean> {
  if (keeper.draining || keeper.guard.isCopy() || !(await keeper.vault.probe())) return false
  return keeper.journal.admits()
}

/**
 * Whether this process was suspended since it asked for its lease, at `askedAt` by `performance.now()`. Another may
 * hold the lease by now and may have moved the chain on, and a token sent so late could be presented outside the grace.
 */
export function isLate({ timings }: Pick<Keeper, "timings">, askedAt: number): boolean {
  const patience = Math.max(timings.lease / 2, SHORTEST_PATIENCE_IN_MILLISECONDS)
  return performance.now() - askedAt > patience
}

/** Nothing was sent, so the presentation is taken back. */
export const TOO_LATE = NO_TOKEN_REQUEST
