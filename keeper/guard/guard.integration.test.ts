import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { reportDoubtful } from "@/keeper/guard/mark-doubtful"
import { takeOver } from "@/keeper/guard/take-over"
import type { Keeper } from "@/keeper/keeper"
import { createServer } from "@/keeper/server/create-server"
import { health } from "@/keeper/server/health"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { listStandings, makeDue } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { createClient } from "@/keeper/xero/token-endpoint"
import { TENANTS } from "@/sandbox/seed"

const ORIGINAL = randomUUID()
const SECOND = { INSTALLATION_ID: randomUUID() }
let testEnv: TestEnv
let grantId: string

beforeEach(async () => {
  testEnv = await startTestEnv({
    pace: 0.01,
    // A request has the time that a busy machine needs.
    timings: { tokenTimeout: 10_000, lease: 15_000 },
    env: { INSTALLATION_ID: ORIGINAL },
  })
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  await makeDue(testEnv)
})
afterEach(() => testEnv.close())

async function requests(): Promise<number> {
  return (await testEnv.control.state()).counters.totalTokenRequests
}

/** Works until its guard has looked so often, which it does beside all the rest, and whatever follows holds. */
async function work(keeper: Keeper, looks: number, holds = () => true): Promise<void> {
  const looking = vi.spyOn(keeper.guard, "look")
  const working = startWork(keeper)
  await vi.waitUntil(() => looking.mock.calls.length >= looks && holds(), { timeout: 30_000 })
  await working.stop()
}

async function asOwner(
  keeper: Keeper,
  operation: string,
  input: object,
  memberId = testEnv.memberId,
): Promise<unknown> {
  const secret = testEnv.env.KEEPER_SECRET ?? ""
  const server = createServer(keeper, [secret])
  const proven = { kind: "password" } as const
  const { id } = await testEnv.db.session.create({
    data: { memberId, proof: { create: proven } },
    select: { id: true },
  })
  const headers = {
    authorization: `Bearer ${secret}`,
    "tenantry-member": memberId,
    "tenantry-session": id,
  }
  const answer = await server.inject({
    method: "POST",
    url: `/operations/${operation}`,
    headers,
    payload: input,
  })
  await server.close()
  return answer.json()
}

it("the first installation that comes holds the database, also beside a keeper that knows no id of its own", async () => {
  const row = await testEnv.db.installation.findFirstOrThrow()
  expect(row).toMatchObject({ holderId: ORIGINAL, keeperInstallationId: ORIGINAL })
  expect(row.id).not.toBe(ORIGINAL)
  const again = await testEnv.openAnother()
  const unnamed = await testEnv.openAnother({ INSTALLATION_ID: "" })
  expect([again.guard.isCopy(), unnamed.guard.isCopy()]).toEqual([false, false])
})

it("under another installation id nothing at all is sent to Xero, and everything says so", async () => {
  const copy = await testEnv.openAnother(SECOND)
  const before = await requests()
  const grants = await testEnv.db.grant.findMany()
  await work(copy, 10)
  expect(await refreshGrant(copy, grantId, { asked: true })).toEqual({ kind: "not_ready" })
  expect(await testEnv.db.grant.findMany()).toEqual(grants)
  expect(await checkGrant(copy, grantId)).toMatchObject({ kind: "trouble", trouble: "not_sent" })
  const client = createClient("any", ["any"])
  const token = { client, refreshToken: "any" }
  expect(await copy.xero.refresh(token)).toMatchObject({ kind: "not_sent" })
  expect(await copy.xero.revoke(token)).toMatchObject({ kind: "not_sent" })
  expect(await copy.xero.exchangeCode({ client, code: "any", verifier: "any" })).toMatchObject({
    kind: "not_sent",
  })
  const target = { accessToken: "any", connectionId: randomUUID() }
  expect(await copy.xero.deleteConnection(target)).toEqual({ kind: "not_sent" })
  expect(await asOwner(copy, "startConsent", { purpose: "connect" })).toEqual({
    kind: "copied_database",
  })
  expect(await asOwner(copy, "disconnectTenant", { tenantId: TENANTS.mapleFlorist })).toEqual({
    kind: "copied_database",
  })
  expect(await requests()).toBe(before)
  expect(await health(copy)).toMatchObject({ status: "not_ready", reasons: ["copied_database"] })
  expect(await listStandings(testEnv)).toEqual(["paused:copied_database"])
})

it("a copy leaves the app that the database came with, until it is taken over", async () => {
  const [original] = await testEnv.db.xeroApp.findMany({ where: { current: true } })
  const copy = await testEnv.openAnother({ ...SECOND, XERO_CLIENT_ID: "0".repeat(32) })
  expect(await testEnv.db.xeroApp.findMany({ where: { current: true } })).toEqual([original])
  await takeOver(copy, testEnv.memberId)
  const [current] = await testEnv.db.xeroApp.findMany({ where: { current: true } })
  expect(current).toMatchObject({ id: copy.xeroAppId, clientId: "0".repeat(32) })
})

it("an owner, and no one else, takes over; then this installation refreshes and the other one rests", async () => {
  const copy = await testEnv.openAnother(SECOND)
  const admin = await testEnv.db.member.create({
    data: { email: "ada@tenantry.example", name: "Ada", role: "admin", passwordHash: "-" },
  })
  expect(await asOwner(copy, "takeOver", {}, admin.id)).toEqual({ kind: "forbidden" })
  expect(copy.guard.isCopy()).toBe(true)
  expect(await asOwner(copy, "takeOver", {})).toEqual({ kind: "taken_over", doubtful: 1 })
  expect(await takeOver(copy, testEnv.memberId)).toEqual({ kind: "not_a_copy" })
  expect(await listStandings(testEnv)).toEqual(["paused:doubtful"])
  expect(await health(copy)).toMatchObject({ status: "ok" })
  expect(await refreshGrant(copy, grantId)).toEqual({ kind: "refreshed" })
  const event = await testEnv.db.auditEvent.findFirst({
    where: { kind: "installation.taken_over" },
  })
  expect(event).toMatchObject({
    memberId: testEnv.memberId,
    detail: { chains: 1, sign: "installation" },
  })
  await testEnv.keeper.guard.look()
  expect(testEnv.keeper.guard.isCopy()).toBe(true)
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "not_ready" })
  expect(await listStandings(testEnv)).toEqual(["healthy:ok"])
})

it("another keeper of the installation that took over notices by itself", async () => {
  const [copy, sibling] = [await testEnv.openAnother(SECOND), await testEnv.openAnother(SECOND)]
  await takeOver(copy, testEnv.memberId)
  expect(sibling.guard.isCopy()).toBe(true)
  await work(sibling, 1, () => !sibling.guard.isCopy())
  expect(sibling.guard.isCopy()).toBe(false)
})

it("a database that two installations share is paused for no longer than its holder's next look", async () => {
  await testEnv.openAnother(SECOND)
  expect(await listStandings(testEnv)).toEqual(["paused:copied_database"])
  await testEnv.keeper.guard.look()
  expect(await listStandings(testEnv)).toEqual(["healthy:ok"])
})

it("chains that were due for longer than a parent can be replayed are reported, and leave the report by a success", async () => {
  await reportDoubtful(testEnv.keeper)
  expect(
    await testEnv.db.auditEvent.count({ where: { kind: "installation.chains_in_doubt" } }),
  ).toBe(0)
  await testEnv.db
    .$executeRaw`UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() - interval '2 days'`
  await reportDoubtful(testEnv.keeper)
  const event = await testEnv.db.auditEvent.findFirst({
    where: { kind: "installation.chains_in_doubt" },
  })
  expect(event?.detail).toEqual({ chains: 1, organisations: ["Maple Florist"] })
  const doubtful = () => testEnv.db.grant.count({ where: { doubtfulSince: { not: null } } })
  expect(await doubtful()).toBe(1)
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  expect(await doubtful()).toBe(0)
})
