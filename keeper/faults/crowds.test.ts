import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, describe, expect, it } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { connectCrowd } from "@/keeper/testing/crowd"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { startWork } from "@/keeper/work/start-work"
import { SANDBOX_CLIENT } from "@/sandbox/seed"

const CROWD = 20
let stage: Stage
afterEach(() => stage.close())

async function openCrowd(pace: number) {
  stage = await openStage({ pace, timings: { tokenTimeout: 5_000, lease: 20_000 } })
  return connectCrowd(stage, CROWD)
}

async function dueNow(): Promise<void> {
  await stage.db
    .$executeRaw`UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "nextAttemptAt" = NULL`
}

async function untilHealed(): Promise<void> {
  for (let polls = 0; polls < 200; polls += 1) {
    const failing = await stage.db.grant.count({
      where: { OR: [{ failingSince: { not: null } }, { strikes: { gt: 0 } }, { state: "ended" }] },
    })
    const faulty = await stage.db.xeroApp.count({ where: { faultSince: { not: null } } })
    if (failing === 0 && faulty === 0) return
    await sleep(100)
  }
}

describe("a crowd of grants", () => {
  it(`4 keepers with 50 callers on each of ${CROWD} expired grants send 1 request per rotation`, async () => {
    const crowd = await openCrowd(1)
    const keepers = [stage.keeper, ...(await Promise.all([1, 2, 3].map(() => stage.openAnother())))]
    await stage.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
    const before = (await stage.control.state()).counters.totalTokenRequests
    const uses = crowd.flatMap((grantId) =>
      Array.from({ length: 50 }, (_, caller) =>
        liveAccessToken(keepers[caller % keepers.length] ?? stage.keeper, grantId, 300),
      ),
    )
    const results = await Promise.all(uses)
    const troubled = results.filter((one) => one.kind !== "live" || one.warning !== null)
    expect(troubled.map((one) => (one.kind === "live" ? one.warning : one))).toEqual([])
    const invariants = await countInvariants(stage)
    report(`4 keepers, 50 callers, ${CROWD} grants`, invariants)
    const { counters } = await stage.control.state()
    expect(counters.totalTokenRequests - before).toBe(CROWD)
    expect(invariants).toMatchObject({ chainsLost: 0, mostPresentations: 1 })
  }, 120_000)

  it("a wrong client secret, an outage and a spurious invalid_grant end none, and heal by themselves", async () => {
    await openCrowd(0.01)
    const work = startWork(stage.keeper)
    const spurious = {
      target: "token",
      kind: "body",
      status: 400,
      body: '{"error":"invalid_grant"}',
    } as const
    const disturbances = {
      invalid_client: async () => {
        await stage.control.setSecrets(["somebody-else-rotated-it"])
        await dueNow()
        await sleep(2_000)
        await stage.control.setSecrets([SANDBOX_CLIENT.clientSecret])
      },
      "503 for a while": async () => {
        await stage.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
        await dueNow()
        await sleep(2_000)
        await stage.control.clearFaults()
      },
      "one spurious invalid_grant": async () => {
        await stage.control.addFault({ ...spurious, times: 1 })
        await dueNow()
        await sleep(1_000)
      },
    }
    for (const [name, disturb] of Object.entries(disturbances)) {
      await disturb()
      await untilHealed()
      const invariants = await countInvariants(stage)
      report(`${name}, ${CROWD} grants`, invariants)
      expect(invariants, name).toMatchObject({
        chainsLost: 0,
        endedThoughAlive: 0,
        secretsInLogs: 0,
      })
      expect(await stage.db.grant.count({ where: { state: "ended" } }), name).toBe(0)
      expect(invariants.mostAtOnce, name).toBeLessThanOrEqual(5)
    }
    await work.stop()
  }, 120_000)

  it("reconnecting while the old chain refreshes leaves the new chain intact every time", async () => {
    stage = await openStage({ pace: 0.01, timings: { tokenTimeout: 5_000, lease: 20_000 } })
    const { grantId } = await stage.consent({ choose: "mapleFlorist" })
    const rounds = 10
    let intact = 0
    for (let round = 0; round < rounds; round += 1) {
      const delayInMilliseconds = 20 + round * 15
      await stage.control.addFault({
        target: "token",
        grantType: "refresh_token",
        kind: "delay-after",
        delayInMilliseconds,
        times: 1,
      })
      const old = refreshGrant(stage.keeper, grantId)
      await stage.consent({ choose: "continue" })
      const { chain } = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
      await old
      await sleep(50)
      const again = await refreshGrant(stage.keeper, grantId, { asked: true, wait: true })
      const after = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
      if (again.kind === "refreshed" && after.chain === chain) intact += 1
    }
    report(
      `reconnect during a refresh, ${intact} of ${rounds} intact`,
      await countInvariants(stage),
    )
    expect(intact).toBe(rounds)
  }, 120_000)

  it("one poison chain holds nobody else up", async () => {
    const crowd = await openCrowd(0.01)
    const [poison] = crowd
    await stage.db.$executeRaw`
      UPDATE "TokenSet" SET "refreshTokenSealed" = 'eyJhbGciOiJkaXIifQ..broken' WHERE "grantId" = ${poison}::uuid`
    await dueNow()
    const work = startWork(stage.keeper)
    const behind = () =>
      stage.db.grant.count({
        where: { id: { not: poison }, tokenSets: { none: { rotation: { gt: 1 } } } },
      })
    for (let polls = 0; polls < 200 && (await behind()) > 0; polls += 1) await sleep(100)
    await work.stop()
    expect(await behind()).toBe(0)
    // It was tried as well, and said so.
    expect(stage.lines.some((line) => line.includes("grant_work_failed"))).toBe(true)
  }, 60_000)
})
