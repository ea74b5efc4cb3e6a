import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { TENANTS } from "@/sandbox/seed"

const KILLS = 20
// One fiftieth of Xero's times: a lease of 1.2 s, a grace of 36 s.
const PACE = 0.02
const SEED = 20_261_121

/** Small seeded generator (mulberry32), so that a run can be repeated. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function refresh(stage: Stage, keeper: KeeperProcess): Promise<string> {
  const answer = await fetch(`${keeper.url}/operations/refreshGrant`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${stage.env.KEEPER_SECRET}`,
      "content-type": "application/json",
      "tenantry-member": stage.memberId,
    },
    body: JSON.stringify({ tenantId: TENANTS.mapleFlorist }),
  }).catch(() => null)
  const body = (await answer?.json().catch(() => null)) as { kind: string } | null
  return body?.kind ?? "no answer"
}

describe("kill -9 of a keeper at random points of a refresh", () => {
  it.each(["H1", "H2", "H3"] as const)(
    `loses no chain in ${KILLS} kills under %s`,
    async (graceVariant) => {
      const random = createRandom(SEED)
      const stage = await openStage({
        pace: PACE,
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
        const asked = refresh(stage, victim)
        await sleep(random() * 250)
        await victim.kill()
        await asked
        victim = standby
        standby = await startKeeperProcess(stage.env)
      }
      await stage.control.clearFaults()
      await sleep(2_000)
      const end = await refresh(stage, victim)
      const grant = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
      const open = await stage.db.refreshAttempt.count({ where: { grantId, outcome: null } })
      await Promise.all([victim.kill(), standby.kill()])
      await stage.close()
      expect({ end, state: grant.state }).toEqual({ end: "refreshed", state: "active" })
      // Otherwise no kill hit a refresh, and nothing was shown.
      expect(open).toBeGreaterThan(3)
    },
    240_000,
  )
})
