import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { createRandom } from "@/keeper/faults/random"
import { askRefresh } from "@/keeper/testing/ask-refresh"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { openStage } from "@/keeper/testing/open-stage"

// Under each variant; `npm run faults` asks for more kills, and for the variants that Xero is less likely to follow.
const KILLS = Number(process.env.FAULT_KILLS ?? 20)
const VARIANTS =
  process.env.FAULT_KILLS === undefined
    ? (["H1", "H2", "H3"] as const)
    : (["H1", "H2", "H3", "H4", "H6"] as const)
// One fiftieth of Xero's times: a lease of 1.2 s, a grace of 36 s.
const PACE = 0.02
const SEED = 20_261_121

describe("kill -9 of a keeper at random points of a refresh", () => {
  it.each(VARIANTS)(
    `loses no chain in ${KILLS} kills under %s`,
    async (graceVariant) => {
      const random = createRandom(SEED)
      const stage = await openStage({
        pace: PACE,
        timings: { tokenTimeout: 20_000 },
        sandbox: { graceVariant, graceInSeconds: 36, accessTokenInSeconds: 36 },
      })
      const { grantId } = await stage.consent({ choose: "mapleFlorist" })
      let [victim, standby] = await Promise.all([
        startKeeperProcess(stage.env),
        startKeeperProcess(stage.env),
      ])
      for (let kill = 0; kill < KILLS; kill += 1) {
        const where = random() < 0.5 ? "delay-before" : "delay-after"
        const delayInMilliseconds = Math.round(random() * 150)
        await stage.control.addFault({
          target: "token",
          kind: where,
          delayInMilliseconds,
          times: 1,
        })
        const asked = askRefresh(stage, victim)
        await sleep(random() * 250)
        await victim.kill()
        await asked
        victim = standby
        standby = await startKeeperProcess(stage.env)
      }
      await stage.control.clearFaults()
      await sleep(2_000)
      const end = await askRefresh(stage, victim)
      const grant = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
      const open = await stage.db.refreshAttempt.count({ where: { grantId, outcome: null } })
      await Promise.all([victim.kill(), standby.kill()])
      await stage.close()
      expect({ end, state: grant.state }).toEqual({ end: "refreshed", state: "active" })
      // Otherwise no kill hit a refresh, and nothing was shown.
      expect(open).toBeGreaterThan(0)
    },
    KILLS * 20_000,
  )
})
