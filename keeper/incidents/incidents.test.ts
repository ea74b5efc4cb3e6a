import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { openIncident } from "@/keeper/incidents/incident"
import { settleIncidents } from "@/keeper/incidents/settle-incidents"
import { connectCrowd, countEvents, listStandings, makeDue } from "@/keeper/testing/crowd"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { startWork } from "@/keeper/work/start-work"
import { SANDBOX_CLIENT } from "@/sandbox/seed"

// A hundredth of Xero's times: a probe each 600 ms, a window of 3 s. Leases stay long: nobody dies here.
const PACE = 0.01
const SOON = { timeout: 25_000, interval: 50 }
let stage: Stage
let work: ReturnType<typeof startWork>[]

beforeEach(async () => {
  stage = await openStage({
    pace: PACE,
    timings: { tokenTimeout: 5_000, lease: 3_000 },
    sandbox: { graceInSeconds: 18 },
  })
  work = []
})
afterEach(async () => {
  await Promise.all(work.map((one) => one.stop()))
  await stage.close()
})

async function startKeepers(): Promise<void> {
  work = [stage.keeper, await stage.openAnother()].map(startWork)
}

async function untilOpen(): Promise<void> {
  await vi.waitFor(async () => expect(await openIncidents()).toHaveLength(1), SOON)
}

async function untilAllRefreshed(grants: number): Promise<void> {
  await vi.waitFor(
    async () => expect(await stage.db.grant.count({ where: { rotation: { gt: 1 } } })).toBe(grants),
    SOON,
  )
  await vi.waitFor(async () => expect(await openIncidents()).toEqual([]), SOON)
}

function openIncidents() {
  return stage.db.incident.findMany({ where: { closedAt: null } })
}

it("takes a refused client secret as one incident that marks no grant, probes sparsely, and ends by itself", async () => {
  await connectCrowd(stage, 5)
  await stage.control.setSecrets(["rotated-by-somebody"])
  await makeDue(stage)
  const before = (await stage.control.state()).counters.totalTokenRequests
  await startKeepers()
  await untilOpen()
  await sleep(3_000)
  expect(await openIncidents()).toMatchObject([
    { kind: "app_fault", detail: { code: "invalid_client" } },
  ])
  const marked = {
    OR: [{ failingSince: { not: null } }, { strikes: { gt: 0 } }, { failures: { gt: 0 } }],
  }
  expect(await stage.db.grant.count({ where: marked })).toBe(0)
  expect(await stage.db.grant.count({ where: { state: "ended" } })).toBe(0)
  expect(new Set(await listStandings(stage))).toEqual(new Set(["paused:app_fault"]))
  const sent = (await stage.control.state()).counters.totalTokenRequests - before
  // At first whatever was under way at once, then one probe each 600 ms.
  expect(sent).toBeLessThan(20)
  await stage.control.setSecrets([SANDBOX_CLIENT.clientSecret])
  await untilAllRefreshed(5)
  expect(new Set(await listStandings(stage))).toEqual(new Set(["healthy:ok"]))
  expect(await countEvents(stage, "incident.opened")).toBe(1)
  expect(await countEvents(stage, "incident.closed")).toBe(1)
  expect(await countEvents(stage, "grant.refresh_failed")).toBe(0)
}, 60_000)

it("takes 503 for many as one incident, ends no grant, never asks more than 5 at once, and recovers by itself", async () => {
  await connectCrowd(stage, 12)
  await stage.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await makeDue(stage)
  work = [startWork(stage.keeper)]
  await untilOpen()
  // Some were under way when it opened; the others are left alone, so that no grace of theirs begins.
  expect(await stage.db.tokenSet.count({ where: { presentations: 0 } })).toBeGreaterThan(0)
  await vi.waitFor(
    async () =>
      expect(await stage.db.grant.count({ where: { failures: { gt: 1 } } })).toBeGreaterThan(2),
    SOON,
  )
  expect(await openIncidents()).toMatchObject([
    { kind: "xero_trouble", detail: { mostly: "unknown" } },
  ])
  const standings = new Set(await listStandings(stage))
  standings.delete("healthy:ok")
  expect(standings).toEqual(new Set(["xero_not_answering:incident"]))
  await stage.control.clearFaults()
  await untilAllRefreshed(12)
  expect(new Set(await listStandings(stage))).toEqual(new Set(["healthy:ok"]))
  expect(await stage.db.grant.count({ where: { state: "ended" } })).toBe(0)
  expect(await stage.db.incident.count()).toBe(1)
  expect(await countEvents(stage, "incident.opened")).toBe(1)
  expect(await countEvents(stage, "incident.closed")).toBe(1)
  // Only those that failed before it was known to be Xero's trouble, and each of them is said to be over.
  const failed = await countEvents(stage, "grant.refresh_failed")
  expect(failed).toBeLessThan(8)
  expect(await countEvents(stage, "grant.refresh_recovered")).toBe(failed)
  expect((await stage.control.state()).counters.maxConcurrentTokenRequests).toBeLessThanOrEqual(5)
}, 60_000)

it("leaves two failing grants among many what they are: their own trouble", async () => {
  const [one = "", other = ""] = await connectCrowd(stage, 4)
  await stage.control.addFault({ target: "token", kind: "status", status: 503, times: 2 })
  await stage.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() WHERE "id" IN (${one}::uuid, ${other}::uuid)`
  await startKeepers()
  await untilAllRefreshed(2)
  expect(await stage.db.incident.count()).toBe(0)
  expect(await countEvents(stage, "grant.refresh_failed")).toBe(2)
  expect(await countEvents(stage, "grant.refresh_recovered")).toBe(2)
}, 60_000)

it("opens one incident of a kind, however many see it, and closes what nothing shows any more", async () => {
  const opening = () =>
    stage.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await Promise.all([opening(), opening(), opening()])
  await stage.db.$transaction((tx) => openIncident(tx, { kind: "app_fault", detail: {} }))
  expect(await countEvents(stage, "incident.opened")).toBe(2)
  await Promise.all([settleIncidents(stage.keeper), settleIncidents(stage.keeper)])
  expect(await openIncidents()).toEqual([])
  expect(await countEvents(stage, "incident.closed")).toBe(2)
})
