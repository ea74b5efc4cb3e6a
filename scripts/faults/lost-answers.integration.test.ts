import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, describe, expect, inject, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { beginChain } from "@/keeper/testing/chain-test-env"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { createRandom } from "@/scripts/faults/random"
import { serve } from "@/scripts/faults/serve"
import { untilSettled } from "@/scripts/faults/until-settled"

const { seed, long } = inject("faults")
const VARIANTS = ["H1", "H2", "H3", "H4", "H6"] as const
// A two hundredth of Xero's waiting times: retries from 25 ms, confirming refreshes after 50 and 750 ms. The grace is far
// longer, so that a machine that is busy with other things does not run out of it.
const PACE = 0.005
const GRACE_IN_SECONDS = 600
const TIMEOUT_IN_MS = 600
const LONGEST_GHOST_IN_MS = 1_200
const ROUNDS = long ? 150 : 4

/** The sandbox's signing key is made at its first use, which takes longer than these timings allow. */
beforeAll(async () => {
  const testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.close()
})

async function withWork(
  variant: (typeof VARIANTS)[number],
  name: string,
  experiment: (testEnv: TestEnv, grantId: string) => Promise<string>,
): Promise<void> {
  const testEnv = await startTestEnv({
    pace: PACE,
    timings: { tokenTimeout: TIMEOUT_IN_MS, lease: 1_500, replayable: 56_000, workPoll: 60 },
    sandbox: { graceVariant: variant, graceInSeconds: GRACE_IN_SECONDS },
  })
  const grantId = await connect(testEnv)
  const note = await experiment(testEnv, grantId)
  report(`${name}, ${variant}`, await expectNothingLost(testEnv, grantId), note)
  await testEnv.close()
}

/**
 * Lets the keeper work until the chain is well again, at least so long. It rests otherwise: if the chain fell due while a
 * mishap is being planted, its own refresh would meet it.
 */
async function workUntilSettled(testEnv: TestEnv, atLeastInMs = 0): Promise<void> {
  const work = startWork(testEnv.keeper)
  await sleep(atLeastInMs)
  await untilSettled(testEnv)
  await work.stop()
}

/** The time limit is the experiment's; a consent on a busy machine may need more than one try. */
async function connect(testEnv: TestEnv): Promise<string> {
  for (;;) {
    const grantId = await beginChain(testEnv)
    if (grantId !== "") return grantId
  }
}

async function expectNothingLost(testEnv: TestEnv, grantId: string) {
  const served = await serve(testEnv, grantId)
  const deadTokensServed = served === "dead" ? 1 : 0
  const invariants = await countInvariants(testEnv, { deadTokensServed })
  expect(served).toBe("live")
  expect(invariants).toMatchObject({
    chainsLost: 0,
    endedThoughAlive: 0,
    answersNotStored: 0,
    mixUps: 0,
    outsideGrace: 0,
    deadTokensServed: 0,
    unrecorded: 0,
    secretsInLogs: 0,
  })
  return invariants
}

// They wait more than they work, so the variants run side by side.
describe.concurrent.each(VARIANTS)("under %s", (variant) => {
  it("answers dropped 1 to 10 times in a row cost no chain", async () => {
    await withWork(variant, "answers dropped 1 to 10 times in a row", async (testEnv, grantId) => {
      for (let times = 1; times <= 10; times += 1) {
        await testEnv.control.addFault({ target: "token", kind: "drop-after", times })
        expect(await refreshGrant(testEnv.keeper, grantId)).toMatchObject({ kind: "trouble" })
        await workUntilSettled(testEnv)
      }
      return "55 answers dropped"
    })
  }, 600_000)

  it("requests that Xero carries out after they were given up cost no chain", async () => {
    await withWork(variant, "late ghosts, 1 to 3 in a row", async (testEnv, grantId) => {
      for (let times = 1; times <= 3; times += 1) {
        await testEnv.control.addFault({
          target: "token",
          kind: "delay-before",
          delayInMilliseconds: LONGEST_GHOST_IN_MS,
          times,
        })
        expect(await refreshGrant(testEnv.keeper, grantId)).toMatchObject({ kind: "trouble" })
        await workUntilSettled(testEnv, LONGEST_GHOST_IN_MS)
      }
      return "6 ghosts"
    })
  }, 600_000)

  it(`${ROUNDS} rounds of drawn mishaps cost no chain`, async () => {
    const random = createRandom(seed)
    await withWork(variant, "drawn mishaps", async (testEnv, grantId) => {
      let mishaps = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const inARow = 1 + Math.floor(random() * 4)
        for (let one = 0; one < inARow; one += 1) await testEnv.control.addFault(drawMishap(random))
        mishaps += inARow
        await refreshGrant(testEnv.keeper, grantId)
        await workUntilSettled(testEnv, random() * LONGEST_GHOST_IN_MS)
      }
      return `${mishaps} mishaps in ${ROUNDS} rounds`
    })
  }, 900_000)
})

function drawMishap(random: () => number) {
  const delayInMilliseconds = Math.round(random() * LONGEST_GHOST_IN_MS)
  const mishaps = [
    { kind: "drop-before" },
    { kind: "drop-after" },
    { kind: "delay-before", delayInMilliseconds },
    { kind: "delay-after", delayInMilliseconds },
    { kind: "status", status: 503, processed: true },
    { kind: "garbage", processed: true },
  ] as const
  const mishap = mishaps[Math.floor(random() * mishaps.length)] ?? mishaps[0]
  return { target: "token", ...mishap, times: 1 } as const
}
