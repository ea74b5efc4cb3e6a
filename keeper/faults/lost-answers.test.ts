import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, describe, expect, inject, it } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import { createRandom } from "@/keeper/faults/random"
import { serve } from "@/keeper/faults/serve"
import { untilSettled } from "@/keeper/faults/until-settled"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { beginChain } from "@/keeper/testing/chain-stage"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { startWork } from "@/keeper/work/start-work"

const { seed, long } = inject("faults")
const VARIANTS = ["H1", "H2", "H3", "H4", "H6"] as const
// A two hundredth of Xero's waiting times: retries from 25 ms, confirming refreshes after 50 and 750 ms. The grace stays at
// a minute, so that a machine that is busy with other things does not run out of it.
const PACE = 0.005
const TIMEOUT_IN_MS = 600
const LONGEST_GHOST_IN_MS = 1_200
const ROUNDS = long ? 150 : 4

/** The sandbox's signing key is made at its first use, which takes longer than these timings allow. */
beforeAll(async () => {
  const stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  await stage.close()
})

async function withWork(
  variant: (typeof VARIANTS)[number],
  name: string,
  experiment: (stage: Stage, grantId: string) => Promise<string>,
): Promise<void> {
  const stage = await openStage({
    pace: PACE,
    timings: { tokenTimeout: TIMEOUT_IN_MS, lease: 1_500, replayable: 56_000, workPoll: 60 },
    sandbox: { graceVariant: variant, graceInSeconds: 60 },
  })
  const grantId = await connect(stage)
  const work = startWork(stage.keeper)
  const note = await experiment(stage, grantId)
  report(`${name}, ${variant}`, await expectNothingLost(stage, grantId), note)
  await work.stop()
  await stage.close()
}

/** The time limit is the experiment's; a consent on a busy machine may need more than one try. */
async function connect(stage: Stage): Promise<string> {
  for (;;) {
    const grantId = await beginChain(stage)
    if (grantId !== "") return grantId
  }
}

async function expectNothingLost(stage: Stage, grantId: string) {
  await untilSettled(stage)
  const served = await serve(stage, grantId)
  const deadTokensServed = served === "dead" ? 1 : 0
  const invariants = await countInvariants(stage, { deadTokensServed })
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
    await withWork(variant, "answers dropped 1 to 10 times in a row", async (stage, grantId) => {
      for (let times = 1; times <= 10; times += 1) {
        await stage.control.addFault({ target: "token", kind: "drop-after", times })
        expect(await refreshGrant(stage.keeper, grantId)).toMatchObject({ kind: "trouble" })
        await untilSettled(stage)
      }
      return "55 answers dropped"
    })
  }, 180_000)

  it("requests that Xero carries out after they were given up cost no chain", async () => {
    await withWork(variant, "late ghosts, 1 to 3 in a row", async (stage, grantId) => {
      for (let times = 1; times <= 3; times += 1) {
        await stage.control.addFault({
          target: "token",
          kind: "delay-before",
          delayInMilliseconds: LONGEST_GHOST_IN_MS,
          times,
        })
        expect(await refreshGrant(stage.keeper, grantId)).toMatchObject({ kind: "trouble" })
        await sleep(LONGEST_GHOST_IN_MS)
        await untilSettled(stage)
      }
      return "6 ghosts"
    })
  }, 180_000)

  it(`${ROUNDS} rounds of drawn mishaps cost no chain`, async () => {
    const random = createRandom(seed)
    await withWork(variant, "drawn mishaps", async (stage, grantId) => {
      let mishaps = 0
      for (let round = 0; round < ROUNDS; round += 1) {
        const inARow = 1 + Math.floor(random() * 4)
        for (let one = 0; one < inARow; one += 1) await stage.control.addFault(drawMishap(random))
        mishaps += inARow
        await refreshGrant(stage.keeper, grantId)
        await sleep(random() * LONGEST_GHOST_IN_MS)
        await untilSettled(stage)
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
