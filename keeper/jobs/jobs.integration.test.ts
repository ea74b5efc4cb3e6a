import { randomUUID } from "node:crypto"
import { beforeAll, beforeEach, expect, it, vi } from "vitest"
import { claimUnit } from "@/keeper/jobs/claim-unit"
import { settleJobs, stopAllJobs } from "@/keeper/jobs/settle-jobs"
import { startJob } from "@/keeper/jobs/start-job"
import { stopJob } from "@/keeper/jobs/stop-job"
import { workOnJobs } from "@/keeper/jobs/work-on-jobs"
import type { Keeper } from "@/keeper/keeper"
import { createService } from "@/keeper/services/manage/create-service"
import { storeCrowd } from "@/keeper/testing/crowd"
import { openProvenSession, openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { OperationInput } from "@/lib/contract/operations"
import { TENANTS } from "@/sandbox/seed"

const { mapleFlorist, script, harbourBakery } = TENANTS
const FILTER = { search: "", status: null, grantId: null, only: null }
const EVERYTHING = { kind: "matching", ...FILTER } as const
const testEnv = shareTestEnv({ pace: 0.001, timings: { tokenTimeout: 10_000 } })
let other: Keeper
let sessionId: string

beforeAll(async () => {
  other = await testEnv.openAnother()
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "script" })
  await testEnv.consent({ choose: "harbourBakery" })
  await storeCrowd(testEnv, 20)
})
beforeEach(async () => {
  await testEnv.db.job.deleteMany()
  sessionId = await openProvenSession(testEnv)
})

function start(input: Partial<OperationInput<"startJob">>, session = sessionId) {
  return startJob(
    testEnv.keeper,
    { memberId: testEnv.memberId, sessionId: session },
    {
      jobId: randomUUID(),
      act: "check",
      serviceId: null,
      which: { ...EVERYTHING, count: 23 },
      ...input,
    },
  )
}

const chosen = (...tenantIds: string[]) => ({ kind: "chosen" as const, tenantIds })

async function outcomes(): Promise<Record<string, number>> {
  const rows = await testEnv.db.$queryRaw<{ kind: string; n: number }[]>`
    SELECT coalesce("outcome"->>'kind', "state"::text) AS "kind", count(*)::int AS "n" FROM "JobRow" GROUP BY 1`
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

it("checks all that a filter matches, each sign-in once, whatever number of keepers works on it", async () => {
  expect(await start({ act: "check" })).toMatchObject({ kind: "started", organisations: 23 })
  await Promise.all([workOnJobs(testEnv.keeper), workOnJobs(other)])
  await settleJobs(testEnv.keeper)
  expect(await outcomes()).toEqual({ listed: 23 })
  const checked = await testEnv.db.auditEvent.count({ where: { kind: "tenant.checked" } })
  expect(checked).toBe(23)
  const turns = await testEnv.db.jobRow.findMany({ where: { turn: { not: 1 } } })
  expect(turns).toEqual([])
  const ended = await testEnv.db.auditEvent.findFirst({ where: { kind: "job.finished" } })
  expect(ended?.detail).toMatchObject({ good: 23, failed: 0 })
})

it("refreshes a sign-in once for all of its organisations", async () => {
  const attempts = () => testEnv.db.refreshAttempt.count()
  const before = await attempts()
  await start({ act: "refresh", which: chosen(mapleFlorist, script, harbourBakery) })
  await workOnJobs(testEnv.keeper)
  expect(await outcomes()).toEqual({ refreshed: 3 })
  expect(await attempts()).toBe(before + 1)
})

it("starts nothing where the filter matches another number than the member saw, and no job twice", async () => {
  const which = { ...EVERYTHING, count: 22 }
  expect(await start({ which })).toEqual({ kind: "other_number", count: 23 })
  const jobId = randomUUID()
  const both = await Promise.all([start({ jobId }), start({ jobId })])
  expect(both).toMatchObject([
    { kind: "started", organisations: 23 },
    { kind: "started", organisations: 23 },
  ])
  expect(await testEnv.db.job.count()).toBe(1)
  expect(await start({ which: chosen(randomUUID()) })).toEqual({ kind: "not_found" })
})

it("disconnects and gives access only with sudo", async () => {
  const plain = await openSession(testEnv)
  for (const act of ["disconnect", "add_to_service"] as const)
    expect(await start({ act }, plain)).toEqual({ kind: "sudo_needed" })
  expect(await testEnv.db.job.count()).toBe(0)
})

it("goes on where a keeper died, and takes no result from one whose claim is over", async () => {
  await start({ which: chosen(mapleFlorist, script) })
  const lost = await claimUnit(testEnv.keeper)
  await workOnJobs(other)
  expect(await outcomes()).toEqual({ waiting: 2 })
  await testEnv.db.$executeRaw`UPDATE "JobRow" SET "claimedUntil" = clock_timestamp()`
  await workOnJobs(other)
  expect(await outcomes()).toEqual({ listed: 2 })
  expect(lost).toMatchObject({ turn: 1 })
  expect(await testEnv.db.jobRow.count({ where: { turn: 2 } })).toBe(2)
})

it("begins nothing more once it is stopped, and finishes what is under way", async () => {
  const jobId = randomUUID()
  await start({ jobId })
  const unit = await claimUnit(testEnv.keeper)
  expect(await stopJob(testEnv.keeper, testEnv.memberId, { jobId })).toEqual({ kind: "stopped" })
  await workOnJobs(other)
  const underWay = unit?.tenantIds.length ?? 0
  expect(await outcomes()).toEqual({ stopped: 23 - underWay, waiting: underWay })
  expect(await stopJob(testEnv.keeper, testEnv.memberId, { jobId })).toEqual({ kind: "not_found" })
  await testEnv.db.$executeRaw`UPDATE "JobRow" SET "claimedUntil" = clock_timestamp()`
  await settleJobs(testEnv.keeper)
  expect(await testEnv.db.job.count({ where: { finishedAt: null } })).toBe(0)
})

it("waits as a whole where Xero asks for patience", async () => {
  await testEnv.control.addFault({ target: "connections", kind: "status", status: 429, times: 1 })
  await start({})
  const timings = { ...testEnv.keeper.timings, throttled: 60_000 }
  const slow = { ...testEnv.keeper, timings }
  await workOnJobs(slow)
  const { waiting = 0, listed = 0 } = await outcomes()
  expect(waiting).toBeGreaterThan(15)
  await testEnv.db.$executeRaw`UPDATE "JobRow" SET "dueAt" = clock_timestamp()`
  await workOnJobs(testEnv.keeper)
  expect(await outcomes()).toEqual({ listed: waiting + listed })
})

it("tries again by itself what Xero did not answer, and says so where it never does", async () => {
  const failing = { target: "connections", kind: "status", status: 503 } as const
  for (const [times, outcome] of [
    [2, "listed"],
    [4, "xero_trouble"],
  ] as const) {
    await testEnv.db.job.deleteMany()
    await testEnv.control.addFault({ ...failing, times })
    await start({ which: chosen(mapleFlorist, script) })
    await vi.waitFor(async () => {
      await workOnJobs(testEnv.keeper)
      expect(await outcomes()).toEqual({ [outcome]: 2 })
    }, 20_000)
  }
  expect(await testEnv.db.job.count({ where: { finishedAt: null } })).toBe(0)
})

it("stops when its member is disabled or becomes a viewer, and when a copy is taken over", async () => {
  const member = { id: testEnv.memberId }
  await start({})
  await testEnv.db.member.update({ where: member, data: { role: "viewer" } })
  await workOnJobs(testEnv.keeper)
  await testEnv.db.member.update({ where: member, data: { role: "owner" } })
  expect(await outcomes()).toEqual({ stopped: 23 })
  await start({})
  await stopAllJobs(testEnv.db)
  await workOnJobs(testEnv.keeper)
  expect(await outcomes()).toEqual({ stopped: 46 })
})

it("adds to a service in one change that every owner is told of", async () => {
  const acting = { memberId: testEnv.memberId, sessionId }
  const created = await createService(testEnv.keeper, acting, {
    name: "Invoicing",
    reach: "chosen",
    tenantIds: [script],
    networks: [],
    rights: [],
    expiresAt: null,
  })
  const serviceId = created.kind === "created" ? created.serviceId : ""
  await start({ act: "add_to_service", serviceId, which: chosen(mapleFlorist, script) })
  await workOnJobs(testEnv.keeper)
  expect(await outcomes()).toEqual({ added: 1, had_it: 1 })
  const where = { serviceId }
  expect(await testEnv.db.serviceAccess.count({ where })).toBe(2)
  const widened = { kind: "service.reach_widened", serviceId }
  expect(await testEnv.db.auditEvent.count({ where: widened })).toBe(1)
  await testEnv.db.service.update({ where: { id: serviceId }, data: { reach: "all" } })
  const more = { act: "add_to_service", serviceId, which: chosen(harbourBakery) } as const
  expect(await start(more)).toEqual({ kind: "not_found" })
})

it("disconnects each one, and leaves the others of the consent working", async () => {
  await start({ act: "disconnect", which: chosen(script, harbourBakery) })
  await Promise.all([workOnJobs(testEnv.keeper), workOnJobs(other)])
  expect(await outcomes()).toEqual({ disconnected: 2 })
  await start({ which: chosen(mapleFlorist, script) })
  await workOnJobs(testEnv.keeper)
  expect(await outcomes()).toEqual({ disconnected: 2, listed: 1 })
})
