import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { askRefresh } from "@/keeper/testing/ask-refresh"
import { createSignal } from "@/keeper/testing/create-signal"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { type OwnDatabase, openOwnDatabase } from "@/keeper/testing/own-database"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { stopDatabaseFor, untilReady, whyNotReady } from "@/scripts/faults/database-outage"
import { countDuplicates } from "@/scripts/faults/duplicates"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { type Served, serve } from "@/scripts/faults/serve"
import { untilSettled } from "@/scripts/faults/until-settled"

const { long } = inject("faults")
// A fiftieth or a tenth of Xero's times: every outage outlasts a lease.
const OUTAGES = [
  { seconds: 5, pace: 0.02, graceInSeconds: 120 },
  ...(long ? [{ seconds: 60, pace: 0.1, graceInSeconds: 180 }] : []),
]
const VARIANTS = long ? (["H1", "H2", "H3", "H4", "H6"] as const) : (["H3"] as const)
const CASES = OUTAGES.flatMap((outage) => VARIANTS.map((variant) => ({ ...outage, variant })))
const CHAINS = 6

let database: OwnDatabase
let testEnv: TestEnv
let grantIds: string[]
let stopWork: () => Promise<void>

beforeEach(async () => {
  database = await openOwnDatabase(inject("testCluster").kept)
})
afterEach(async () => {
  await stopWork()
  await testEnv.close()
})

/**
 * Two keepers, and every access token due for a refresh. The one that callers ask and that holds answers leaves the
 * background work to the other, which so comes for its chains as soon as it can.
 */
async function open({ pace, graceInSeconds, variant }: (typeof CASES)[number]): Promise<void> {
  testEnv = await startTestEnv({
    database,
    pace,
    timings: { tokenTimeout: 20_000 },
    sandbox: { graceVariant: variant, graceInSeconds, accessTokenInSeconds: graceInSeconds },
  })
  grantIds = await storeCrowd(testEnv, CHAINS)
  const work = startWork(await testEnv.openAnother())
  stopWork = () => work.stop()
  await untilSettled(testEnv)
  await testEnv.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
}

async function expectNothingLost(name: string, note: string): Promise<void> {
  await untilReady(testEnv.keeper)
  await untilSettled(testEnv)
  const served: Served[] = []
  for (const grantId of grantIds) served.push(await serve(testEnv, grantId))
  await untilSettled(testEnv)
  const deadTokensServed = served.filter((one) => one === "dead").length
  const invariants = await countInvariants(testEnv, { deadTokensServed })
  const duplicates = await countDuplicates(testEnv)
  report(name, invariants, `${note}; stored twice ${duplicates}`)
  expect(served).toEqual(grantIds.map(() => "live"))
  expect(duplicates).toBe(0)
  expect(await whyNotReady(testEnv.keeper)).toEqual([])
  expect(invariants).toMatchObject({
    chainsLost: 0,
    endedThoughAlive: 0,
    answersNotStored: 0,
    mixUps: 0,
    outsideGrace: 0,
    unrecorded: 0,
    secretsInLogs: 0,
  })
}

describe.each(CASES)("PostgreSQL stopped at once for $seconds s, under $variant", (one) => {
  it("before the intent: nothing is sent, callers are told, and all goes on afterwards", async () => {
    await open(one)
    const { seconds } = one
    const seen = await stopDatabaseFor(testEnv, { database, seconds, grantIds })
    const { live, none } = seen.answers
    const note = `${seen.sent} sent meanwhile, ${live + none} callers: ${none} told no`
    await expectNothingLost(`database stopped ${seconds} s before the intent, ${one.variant}`, note)
    expect(seen).toMatchObject({ sent: 0, reasons: ["database_unreachable"] })
    expect(seen.answers).toMatchObject({ live: 0, dead: 0 })
  }, 240_000)

  it("between answer and commit: every answer is stored once, late", async () => {
    await open(one)
    const { seconds } = one
    const held = holdAnswers(testEnv, CHAINS - 2)
    const refreshed = Promise.allSettled(
      grantIds.map((grantId) => refreshGrant(testEnv.keeper, grantId)),
    )
    await held.allThere
    const seen = await stopDatabaseFor(testEnv, {
      database,
      seconds,
      grantIds,
      meanwhile: held.release,
    })
    const results = await refreshed
    const stored = results.filter(
      (result) => result.status === "fulfilled" && result.value.kind === "refreshed",
    )
    const note = `${held.inHand()} answers in hand, ${stored.length} of ${CHAINS} refreshes ended well`
    await expectNothingLost(
      `database stopped ${seconds} s between answer and commit, ${one.variant}`,
      note,
    )
    expect(seen.reasons).toEqual(["answers_not_saved_yet", "database_unreachable"])
    expect(seen.answers.dead).toBe(0)
    expect(stored.length).toBeGreaterThanOrEqual(held.inHand())
  }, 240_000)
})

it("a keeper process lives through a stopped database and says so meanwhile", async () => {
  testEnv = await startTestEnv({ database, timings: { tokenTimeout: 20_000 } })
  stopWork = async () => {}
  await testEnv.consent({ choose: "mapleFlorist" })
  const keeper = await startKeeperProcess(testEnv.env)
  const isReady = async () => (await fetch(`${keeper.url}/api/health`)).status
  expect(await isReady()).toBe(200)
  await database.stopAtOnce()
  expect(await isReady()).toBe(503)
  expect(await askRefresh(testEnv, keeper)).toBe("no answer")
  await sleep(2_000)
  await database.startAgain()
  for (let polls = 0; polls < 200 && (await isReady()) !== 200; polls += 1) await sleep(50)
  expect(await isReady()).toBe(200)
  expect(await askRefresh(testEnv, keeper)).toBe("refreshed")
  await keeper.kill()
}, 60_000)

/** Keeps the first `wanted` answers of Xero from the keeper that they came to until they are released. */
function holdAnswers({ keeper: { xero } }: TestEnv, wanted: number) {
  const { refresh } = xero
  const gate = createSignal()
  const there = createSignal()
  let count = 0
  let inHand = 0
  xero.refresh = async (refreshToken) => {
    const judgement = await refresh(refreshToken)
    count += 1
    if (count === wanted) there.give()
    await gate.given
    return judgement
  }
  function release(): void {
    inHand = count
    gate.give()
  }
  return { allThere: there.given, release, inHand: () => inHand }
}
