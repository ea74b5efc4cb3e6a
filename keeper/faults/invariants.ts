import type { Stage } from "@/keeper/testing/open-stage"

/**
 * Counts what refresh-chain forbids, from both sides: the rows, and what the sandbox has seen. Call it when everything has
 * come to rest.
 */
export async function countInvariants(stage: Stage): Promise<Invariants> {
  const { chains, counters } = await stage.control.state()
  const alive = new Set(chains.filter((one) => one.alive).map((one) => one.xeroUserId))
  const grants = await stage.db.grant.findMany({
    select: { state: true, xeroUserId: true, currentTokenSet: { select: { fingerprint: true } } },
  })
  const usable = new Set(
    chains
      .flatMap((one) => one.refreshTokens)
      .flatMap((one) => (one.alive ? [one.fingerprint] : [])),
  )
  const stored = await stage.db.tokenSet.findMany({ select: { fingerprint: true } })
  const known = new Set(stored.map((one) => one.fingerprint))
  const unstored = await stage.db.refreshAttempt.count({
    where: { outcome: "ok", tokenSet: { children: { none: {} } } },
  })
  const presentations = chains.flatMap((one) =>
    one.refreshTokens.map((token) => token.presentations),
  )
  return {
    chainsLost: grants.filter((one) => !usable.has(one.currentTokenSet?.fingerprint ?? "")).length,
    endedThoughAlive: grants.filter((one) => one.state === "ended" && alive.has(one.xeroUserId))
      .length,
    answersNotStored: unstored,
    tokensUnknownToUs: [...usable].filter((one) => !known.has(one)).length,
    mostPresentations: Math.max(0, ...presentations),
    mostAtOnce: counters.maxConcurrentTokenRequests,
    secretsInLogs: stage.lines.filter((line) => /eyJhbGciOiJSUzI1NiIs/.test(line)).length,
  }
}

/** One line of the table that a run prints. */
export function report(experiment: string, invariants: Invariants): void {
  const cells = Object.entries(invariants).map(([name, count]) => `${name} ${count}`)
  process.stdout.write(`  ${experiment}: ${cells.join(" · ")}\n`)
}

export type Invariants = {
  /** I1: the current refresh token is not one that Xero would take. */
  chainsLost: number
  /** I2 */
  endedThoughAlive: number
  /** I3 */
  answersNotStored: number
  /** Issued by Xero and never received: harmless while the current one lives. */
  tokensUnknownToUs: number
  /** I5 */
  mostPresentations: number
  mostAtOnce: number
  /** I8 */
  secretsInLogs: number
}
