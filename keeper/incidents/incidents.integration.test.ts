import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { openIncident } from "@/keeper/incidents/incident"
import { settleIncidents } from "@/keeper/incidents/settle-incidents"
import { connectCrowd, countEvents, listStandings, makeDue } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { SANDBOX_CLIENT } from "@/sandbox/seed"

// A hundredth of Xero's times: a probe each 600 ms, a window of 3 s. Leases stay long: no keeper dies here.
const PACE = 0.01
const SOON = { timeout: 25_000, interval: 50 }
let testEnv: TestEnv
let work: ReturnType<typeof startWork>[]

beforeEach(async () => {
  testEnv = await startTestEnv({
    pace: PACE,
    timings: { tokenTimeout: 5_000, lease: 3_000 },
    sandbox: { graceInSeconds: 18 },
  })
  work = []
})
afterEach(async () => {
  await Promise.all(work.map((one) => one.stop()))
  await testEnv.close()
})

async function startKeepers(): Promise<void> {
  work = [testEnv.keeper, await testEnv.openAnother()].map(startWork)
}

async function untilOpen(): Promise<void> {
  await vi.waitFor(async () => expect(await openIncidents()).toHaveLength(1), SOON)
}

async function untilAllRefreshed(grants: number): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await testEnv.db.grant.count({ where: { rotation: { gt: 1 } } })).toBe(grants),
    SOON,
  )
  await vi.waitFor(async () => expect(await openIncidents()).toEqual([]), SOON)
}

function openIncidents() {
  return testEnv.db.incident.findMany({ where: { closedAt: null } })
}

it("takes a refused client secret as one incident that marks no grant, probes sparsely, and ends by itself", async () => {
  await connectCrowd(testEnv, 5)
  await testEnv.control.setSecrets(["rotated-by-somebody"])
  await makeDue(testEnv)
  const before = (await testEnv.control.state()).counters.totalTokenRequests
  await startKeepers()
  await untilOpen()
  await sleep(3_000)
  expect(await openIncidents()).toMatchObject([
    { kind: "app_fault", detail: { code: "invalid_client" } },
  ])
  const marked = {
    OR: [{ failingSince: { not: null } }, { strikes: { gt: 0 } }, { failures: { gt: 0 } }],
  }
  expect(await testEnv.db.grant.count({ where: marked })).toBe(0)
  expect(await testEnv.db.grant.count({ where: { state: "ended" } })).toBe(0)
  expect(new Set(await listStandings(testEnv))).toEqual(new Set(["paused:app_fault"]))
  const sent = (await testEnv.control.state()).counters.totalTokenRequests - before
  // At first whatever was under way at once, then one probe each 600 ms.
  expect(sent).toBeLessThan(20)
  await testEnv.control.setSecrets([SANDBOX_CLIENT.clientSecret])
  await untilAllRefreshed(5)
  expect(new Set(await listStandings(testEnv))).toEqual(new Set(["healthy:ok"]))
  expect(await countEvents(testEnv, "incident.opened")).toBe(1)
  expect(await countEvents(testEnv, "incident.closed")).toBe(1)
  expect(await countEvents(testEnv, "grant.refresh_failed")).toBe(0)
}, 60_000)

it("takes 503 for many as one incident, ends no grant, never asks more than 5 at once, and recovers by itself", async () => {
  await connectCrowd(testEnv, 12)
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await makeDue(testEnv)
  work = [startWork(testEnv.keeper)]
  await untilOpen()
  // Some were under way when it opened; the others are left alone, so that no grace of theirs begins.
  expect(await testEnv.db.tokenSet.count({ where: { presentations: 0 } })).toBeGreaterThan(0)
  await vi.waitFor(
    async () =>
      expect(await testEnv.db.grant.count({ where: { failures: { gt: 1 } } })).toBeGreaterThan(2),
    SOON,
  )
  expect(await openIncidents()).toMatchObject([
    { kind: "xero_trouble", detail: { mostly: "unknown" } },
  ])
  const standings = new Set(await listStandings(testEnv))
  standings.delete("healthy:ok")
  expect(standings).toEqual(new Set(["xero_not_answering:incident"]))
  await testEnv.control.clearFaults()
  await untilAllRefreshed(12)
  expect(new Set(await listStandings(testEnv))).toEqual(new Set(["healthy:ok"]))
  expect(await testEnv.db.grant.count({ where: { state: "ended" } })).toBe(0)
  expect(await testEnv.db.incident.count()).toBe(1)
  expect(await countEvents(testEnv, "incident.opened")).toBe(1)
  expect(await countEvents(testEnv, "incident.closed")).toBe(1)
  // Only those that failed before it was known to be Xero's trouble, and each of them is said to be over.
  const failed = await countEvents(testEnv, "grant.refresh_failed")
  expect(failed).toBeLessThan(8)
  expect(await countEvents(testEnv, "grant.refresh_recovered")).toBe(failed)
  expect((await testEnv.control.state()).counters.maxConcurrentTokenRequests).toBeLessThanOrEqual(5)
}, 60_000)

it("leaves two failing grants among many what they are: their own trouble", async () => {
  const [one = "", other = ""] = await connectCrowd(testEnv, 4)
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 2 })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() WHERE "id" IN (${one}::uuid, ${other}::uuid)`
  await startKeepers()
  await untilAllRefreshed(2)
  expect(await testEnv.db.incident.count()).toBe(0)
  expect(await countEvents(testEnv, "grant.refresh_failed")).toBe(2)
  expect(await countEvents(testEnv, "grant.refresh_recovered")).toBe(2)
}, 60_000)

it("opens one incident of a kind, however many see it, and closes what nothing shows any more", async () => {
  const opening = () =>
    testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await Promise.all([opening(), opening(), opening()])
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "app_fault", detail: {} }))
  expect(await countEvents(testEnv, "incident.opened")).toBe(2)
  await Promise.all([settleIncidents(testEnv.keeper), settleIncidents(testEnv.keeper)])
  expect(await openIncidents()).toEqual([])
  expect(await countEvents(testEnv, "incident.closed")).toBe(2)
})
