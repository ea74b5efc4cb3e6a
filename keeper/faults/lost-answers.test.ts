import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, describe, expect, it } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { startWork } from "@/keeper/work/start-work"

const VARIANTS = ["H1", "H2", "H3", "H4", "H6"] as const
// A two hundredth of Xero's waiting times: retries from 25 ms, confirming refreshes after 50 and 750 ms. The grace stays at
// a minute, so that a machine that is busy with other things does not run out of it.
const PACE = 0.005

async function withWork(
  graceVariant: (typeof VARIANTS)[number],
  experiment: (stage: Stage, grantId: string) => Promise<void>,
): Promise<void> {
  const stage = await openStage({
    pace: PACE,
    timings: { tokenTimeout: 600, lease: 1_500, replayable: 56_000 },
    sandbox: { graceVariant, graceInSeconds: 60 },
  })
  const { grantId } = await stage.consent({ choose: "mapleFlorist" })
  const work = startWork(stage.keeper)
  await experiment(stage, grantId).finally(() => work.stop())
  await stage.close()
}

/** The sandbox's signing key is made at its first use, which takes longer than these timings allow. */
beforeAll(async () => {
  const stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  await stage.close()
})

async function untilSettled(stage: Stage, grantId: string): Promise<void> {
  for (let polls = 0; polls < 200; polls += 1) {
    const grant = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    if (grant.failingSince === null && grant.confirmationsDue === 0) return
    await sleep(50)
  }
}

describe.each(VARIANTS)("under %s", (variant) => {
  it("answers dropped 1 to 10 times in a row cost no chain", async () => {
    for (const times of [1, 4, 10]) {
      await withWork(variant, async (stage, grantId) => {
        await stage.control.addFault({ target: "token", kind: "drop-after", times })
        await refreshGrant(stage.keeper, grantId)
        await untilSettled(stage, grantId)
        const invariants = await countInvariants(stage)
        report(`${times} answers dropped, ${variant}`, invariants)
        expect(invariants).toMatchObject({
          chainsLost: 0,
          endedThoughAlive: 0,
          answersNotStored: 0,
        })
      })
    }
  }, 60_000)

  it("a request that Xero carries out after it was given up costs no chain", async () => {
    await withWork(variant, async (stage, grantId) => {
      await stage.control.addFault({
        target: "token",
        kind: "delay-before",
        delayInMilliseconds: 1_200,
        times: 1,
      })
      expect(await refreshGrant(stage.keeper, grantId)).toMatchObject({ kind: "trouble" })
      await sleep(1_000)
      await untilSettled(stage, grantId)
      const invariants = await countInvariants(stage)
      report(`the late ghost, ${variant}`, invariants)
      expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, answersNotStored: 0 })
    })
  }, 60_000)
})
