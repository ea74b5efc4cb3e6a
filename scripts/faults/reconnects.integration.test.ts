import { setTimeout as sleep } from "node:timers/promises"
import { expect, inject, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { createRandom } from "@/scripts/faults/random"

const { long, seed } = inject("faults")
const ROUNDS = long ? 200 : 10
// Of the rounds. Those in which the refresh was over before, or came too late, show less.
const LEAST_OVERLAPPING = 0.4

/**
 * A refresh of the chain there is, held up on its way to Xero or back for about as long as a consent takes, and a new
 * consent while it is under way.
 */
async function reconnectDuringRefresh(testEnv: TestEnv, round: Round): Promise<string[]> {
  const { grantId, keeper, random, consentTakes } = round
  await testEnv.control.addFault({
    target: "token",
    grantType: "refresh_token",
    kind: random() < 0.5 ? "delay-before" : "delay-after",
    delayInMilliseconds: Math.round(consentTakes * (0.5 + 2 * random())),
    times: 1,
  })
  const old = refreshGrant(keeper, grantId)
  await sleep(random() * 60)
  await testEnv.consent({ choose: "continue" })
  const consented = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  await old
  const after = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  await testEnv.control.clearFaults()
  const again = await refreshGrant(testEnv.keeper, grantId, { asked: true, wait: true })
  const end = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  const must = {
    "the old refresh moved no pointer": after.currentTokenSetId === consented.currentTokenSetId,
    "the new chain refreshes": again.kind === "refreshed",
    "it is still the new chain": end.chain === consented.chain,
    "its pointer moves": end.currentTokenSetId !== consented.currentTokenSetId,
  }
  return Object.entries(must).flatMap(([what, holds]) => (holds ? [] : [what]))
}

/** Consents that were committed between the intent and the end of a refresh of the chain before. */
async function countOverlaps(testEnv: TestEnv): Promise<number> {
  const [row] = await testEnv.db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT e."id")::int AS "count" FROM "AuditEvent" e
    JOIN "RefreshAttempt" a ON a."grantId" = e."grantId" AND a."startedAt" < e."at" AND a."finishedAt" > e."at"
    WHERE e."kind" = 'grant.chain_started'`
  return row?.count ?? 0
}

async function timeConsent(testEnv: TestEnv): Promise<number> {
  const begun = performance.now()
  await testEnv.consent({ choose: "continue" })
  return performance.now() - begun
}

it(`reconnecting while the old chain refreshes leaves the new chain intact, ${ROUNDS} times of ${ROUNDS}`, async () => {
  const testEnv = await startTestEnv({
    pace: 0.01,
    // Real waits for a machine that is busy with other things: no time-out is part of this.
    timings: { tokenTimeout: 20_000, lease: 60_000 },
    sandbox: { graceVariant: "H3" },
  })
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const keepers = [testEnv.keeper, await testEnv.openAnother()]
  const random = createRandom(seed)
  const consentTakes = await timeConsent(testEnv)
  const broken: string[] = []
  let intact = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const keeper = keepers[round % 2] ?? testEnv.keeper
    const missing = await reconnectDuringRefresh(testEnv, { grantId, keeper, random, consentTakes })
    broken.push(...missing.map((what) => `round ${round}: not so that ${what}`))
    if (missing.length === 0) intact += 1
  }
  const invariants = await countInvariants(testEnv)
  const overlaps = await countOverlaps(testEnv)
  report(
    `reconnect while the old chain refreshes`,
    invariants,
    `${intact} of ${ROUNDS} new chains intact, ${overlaps} committed in the midst of a refresh`,
  )
  await testEnv.close()
  expect(broken).toEqual([])
  expect(overlaps).toBeGreaterThanOrEqual(ROUNDS * LEAST_OVERLAPPING)
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, answersNotStored: 0 })
}, 600_000)

type Round = {
  grantId: string
  keeper: Keeper
  random: () => number
  /** In milliseconds. */
  consentTakes: number
}
