import { appendFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { inject } from "vitest"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { countMixUps } from "@/scripts/faults/mix-ups"
import { countOutsideGrace, countUnrecorded } from "@/scripts/faults/presentations"
import { countSecretsIn } from "@/scripts/faults/secrets"

/**
 * Counts what docs/refresh-chain.md forbids, on both sides: in the rows, and in what the sandbox has seen. Call it when
 * nothing is under way any more. What an experiment cannot count is `null`.
 */
export async function countInvariants(testEnv: TestEnv, seen: Seen = {}): Promise<Invariants> {
  const answersNotStored = seen.keepersApart ? null : await countNotStored(testEnv)
  const grants = await testEnv.db.grant.findMany({
    select: { state: true, xeroUserId: true, currentTokenSet: { select: { fingerprint: true } } },
  })
  // Read after the rows: a refresh in between leaves a parent that Xero still accepts.
  const state = await testEnv.control.state()
  const { chains, counters } = state
  const alive = new Set(chains.filter((one) => one.alive).map((one) => one.xeroUserId))
  const tokens = chains.flatMap((one) => one.refreshTokens)
  const usable = new Set(tokens.flatMap((one) => (one.alive ? [one.fingerprint] : [])))
  const stored = await testEnv.db.tokenSet.findMany({ select: { fingerprint: true } })
  const known = new Set(stored.map((one) => one.fingerprint))
  const ended = grants.filter((one) => one.state === "ended")
  return {
    chainsLost: grants.filter((one) => !usable.has(one.currentTokenSet?.fingerprint ?? "")).length,
    endedThoughAlive: ended.filter((one) => alive.has(one.xeroUserId)).length,
    answersNotStored,
    mixUps: await countMixUps(testEnv, state),
    tokensUnknownToUs: [...usable].filter((one) => !known.has(one)).length,
    mostPresentations: Math.max(0, ...tokens.map((one) => one.presentations)),
    outsideGrace: await countOutsideGrace(testEnv, state),
    deadTokensServed: seen.deadTokensServed ?? null,
    unrecorded: await countUnrecorded(testEnv, state),
    mostAtOnce: counters.maxConcurrentTokenRequests,
    secretsInLogs: await countSecretsIn(testEnv, [...testEnv.lines, ...(seen.lines ?? [])]),
  }
}

/** Counts for keepers of this process only: what keepers in other processes received is not known here. */
async function countNotStored(testEnv: TestEnv): Promise<number> {
  const received = [...testEnv.received]
  for (let polls = 0; ; polls += 1) {
    const stored = await testEnv.db.tokenSet.findMany({ select: { fingerprint: true } })
    const known = new Set(stored.map((one) => one.fingerprint))
    const missing = received.filter((fingerprint) => !known.has(fingerprint)).length
    // An answer that arrived a moment ago may not be committed yet.
    if (missing === 0 || polls === 50) return missing
    await sleep(100)
  }
}

/** Adds a row to the table that a run prints at its end; `note` says in a few words what happened. */
export function report(experiment: string, invariants: Invariants, note = ""): void {
  const { chainsLost, endedThoughAlive, answersNotStored, mixUps, mostPresentations } = invariants
  const { outsideGrace, deadTokensServed, secretsInLogs } = invariants
  const row = {
    experiment,
    cells: [
      ...[chainsLost, endedThoughAlive, answersNotStored, mixUps],
      ...[mostPresentations, outsideGrace, deadTokensServed, secretsInLogs],
    ],
    note,
  }
  appendFileSync(inject("faults").rowsFile, `${JSON.stringify(row)}\n`)
}

/** Uses a served token at once, as the caller would; true if Xero's API accepts it. */
export async function isTakenByApi(testEnv: TestEnv, accessToken: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${accessToken}` }
  const answer = await fetch(new URL("/connections", testEnv.sandbox.apiUrl), { headers })
  await answer.arrayBuffer()
  return answer.status === 200
}

/** What only the experiment knows. */
export type Seen = {
  /** Log lines of keepers in processes of their own. */
  lines?: string[]
  /** Keepers in other processes took part, so it is not known what they received. */
  keepersApart?: boolean
  /** Access tokens that callers got and Xero's API refused; see `isTakenByApi`. */
  deadTokensServed?: number
}
export type Invariants = {
  /** I1: Xero would refuse the current refresh token. */
  chainsLost: number
  /** I2 */
  endedThoughAlive: number
  /** I3 */
  answersNotStored: number | null
  /**
   * I4: token sets stored under another Xero user's grant, and tenants connected through a Xero user who has no access
   * to them.
   */
  mixUps: number
  /** Issued by Xero and never received: harmless while the current one lives. */
  tokensUnknownToUs: number
  /** I5 */
  mostPresentations: number
  /** I6: measured by the keeper's promise, not by the sandbox's grace. */
  outsideGrace: number | null
  /** I7 */
  deadTokensServed: number | null
  /** Token requests beyond the intents that were committed for them. */
  unrecorded: number | null
  mostAtOnce: number
  /** I8 */
  secretsInLogs: number
}
