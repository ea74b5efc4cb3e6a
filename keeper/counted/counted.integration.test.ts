import { randomUUID } from "node:crypto"
import { beforeEach, expect, inject, test, vi } from "vitest"
import { choosePlan } from "@/keeper/counted/choose-plan"
import { countConnections, countDue } from "@/keeper/counted/count-connections"
import { endCounted } from "@/keeper/counted/end-counted"
import { lockGrant } from "@/keeper/grants/lock-grant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { countRefreshRequests } from "@/keeper/testing/chain-test-env"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const MANY = inject("faults").long ? 5_000 : 500
const testEnv = shareTestEnv()
beforeEach(async () => {
  await testEnv.control.reset()
  await emptyTables(testEnv.db, "Grant", "Tenant", "AppConnection", "AuditEvent")
})

async function stateOf(tenantId: string): Promise<string | undefined> {
  const select = { state: true }
  return (await testEnv.db.connection.findFirst({ where: { tenantId }, select }))?.state
}

test("what was disconnected in Xero is seen in the app's list, and no Xero user's refresh is spent", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "harbourBakery" })
  await testEnv.control.disconnect({ tenantId: TENANTS.harbourBakery })
  const before = await countRefreshRequests(testEnv)
  await testEnv.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
  const counted = await countConnections(testEnv.keeper)
  expect(counted).toEqual({ kind: "counted", connections: 1, gone: 1 })
  expect(await stateOf(TENANTS.mapleFlorist)).toBe("connected")
  expect(await stateOf(TENANTS.harbourBakery)).toBe("disconnected_in_xero")
  expect(await countRefreshRequests(testEnv)).toBe(before)
  const gone = await testEnv.db.auditEvent.count({ where: { kind: "tenant.disconnected_in_xero" } })
  expect(gone).toBe(1)
  expect(await countConnections(testEnv.keeper)).toMatchObject({ gone: 0 })
})

test("counting waits for a sign-in whose list is being written, and neither stops the other", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.control.disconnect({ tenantId: TENANTS.mapleFlorist })
  let counting: ReturnType<typeof countConnections> | undefined
  await testEnv.db.$transaction(async (tx) => {
    await lockGrant(tx, grantId)
    counting = countConnections(testEnv.keeper)
    await vi.waitFor(async () => expect(await listWaiting()).toHaveLength(1), 4_000)
    await tx.$executeRaw`UPDATE "Connection" SET "lastSeenAt" = "lastSeenAt" WHERE "grantId" = ${grantId}::uuid`
  })
  expect(await counting).toMatchObject({ gone: 1 })
})

/** Sessions of this database that wait for a lock. */
function listWaiting(): Promise<unknown[]> {
  return testEnv.db.$queryRaw`
    SELECT "pid" FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`
}

test("a connection that nobody here made is listed, and is ended by the app itself", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  const { bjorn: xeroUserId } = XERO_USERS
  await testEnv.control.seed({ connections: [{ xeroUserId, tenantId: TENANTS.mapleFlorist }] })
  expect(await countConnections(testEnv.keeper)).toMatchObject({ connections: 2, gone: 0 })
  const known = await testEnv.db.connection.findFirstOrThrow({ select: { connectionId: true } })
  const rows = await testEnv.db.appConnection.findMany({
    select: { connectionId: true, madeAt: true },
  })
  expect(rows.every((one) => one.madeAt !== null)).toBe(true)
  const connectionIds = rows.map((one) => one.connectionId)
  const { keeper, memberId } = testEnv
  const namesake = { tenantId: TENANTS.harbourBakery, name: "MAPLE FLORIST", type: "ORGANISATION" }
  await testEnv.db.tenant.create({ data: namesake })
  const ended = await endCounted(keeper, memberId, { connectionIds })
  expect(ended).toEqual({ kind: "ended", connections: 1 })
  const where = { kind: "connection.ended" }
  const { detail } = await testEnv.db.auditEvent.findFirstOrThrow({
    where,
    select: { detail: true },
  })
  expect(detail).toEqual({ name: expect.stringContaining("Maple Florist · ") })
  const { connections } = await testEnv.control.state()
  expect(connections.map((one) => one.id)).toEqual([known.connectionId])
  expect(await stateOf(TENANTS.mapleFlorist)).toBe("connected")
  expect(await endCounted(keeper, memberId, { connectionIds: [xeroUserId] })).toEqual({
    kind: "not_found",
  })
})

test("an organisation whose sign-in is dead is disconnected in Xero all the same", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.control.killChain(XERO_USERS.alice)
  await testEnv.db.grant.update({
    where: { id: grantId },
    data: { state: "ended", endedReason: "refused", endedAt: new Date() },
    select: { id: true },
  })
  await testEnv.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
  const { keeper, memberId } = testEnv
  expect(await disconnectTenant(keeper, memberId, TENANTS.mapleFlorist)).toEqual({
    kind: "disconnected",
    toldXero: true,
  })
  expect((await testEnv.control.state()).connections).toEqual([])
})

test("where Xero does not let the app ask, that is written down once, and nothing counts as gone", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.control.setOptions({ appConnections: false })
  expect(await countConnections(testEnv.keeper)).toEqual({ kind: "not_allowed" })
  expect(await stateOf(TENANTS.mapleFlorist)).toBe("connected")
  const app = await testEnv.db.xeroApp.findFirstOrThrow({
    where: { current: true },
    select: { countProblem: true, countDueAt: true, faultSince: true },
  })
  expect(app).toMatchObject({ countProblem: "invalid_scope", faultSince: null })
  expect(app.countDueAt.getTime() - Date.now()).toBeGreaterThan(20 * 60 * 60 * 1_000)
  expect(await testEnv.db.incident.count({ where: { closedAt: null } })).toBe(0)
})

test("an answer that cannot be read, and one of which no row can be, counts nothing as gone", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  const trouble = { kind: "xero_trouble", trouble: "unknown" }
  for (const body of ["{", '[{"tenantName":"Odd"}]', "<html>"]) {
    await playList(body)
    expect(await countConnections(testEnv.keeper)).toEqual(trouble)
  }
  expect(await stateOf(TENANTS.mapleFlorist)).toBe("connected")
})

test("where an empty list would end every connection, each Xero user's own list is asked for instead", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "soens", as: "bjorn" })
  await testEnv.db.grant.updateMany({ data: { checkDueAt: new Date("2999-01-01") } })
  await playList("[]")
  expect(await countConnections(testEnv.keeper)).toMatchObject({ connections: 0, gone: 0 })
  const due = { lt: new Date(Date.now() + 60_000) }
  expect(await testEnv.db.grant.count({ where: { checkDueAt: due } })).toBe(2)
  expect(await testEnv.db.connection.count({ where: { state: "connected" } })).toBe(2)
})

test("a connection that was made while Xero's answer was under way is not taken for gone", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await playList("[]")
  const later = new Date(Date.now() + 60_000)
  await testEnv.db.connection.updateMany({ data: { connectedAt: later } })
  expect(await countConnections(testEnv.keeper)).toMatchObject({ connections: 0, gone: 0 })
})

test("of two lists on their way the older one is not written over the newer one", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  const { keeper } = testEnv
  const { xero } = keeper
  const overtaken = async (accessToken: string) => {
    const older = await xero.listAppConnections(accessToken)
    await testEnv.control.disconnect({ tenantId: TENANTS.mapleFlorist })
    expect(await countConnections(keeper)).toMatchObject({ connections: 0, gone: 1 })
    return older
  }
  const late = { ...keeper, xero: { ...xero, listAppConnections: overtaken } }
  expect(await countConnections(late)).toMatchObject({ connections: 1, gone: 0 })
  expect(await testEnv.db.appConnection.count()).toBe(0)
})

function playList(body: string): Promise<void> {
  const fault = { target: "connections", kind: "body", status: 200, body, times: 1 } as const
  return testEnv.control.addFault(fault)
}

test(`${MANY} connections are read and compared within ten seconds, and what is gone among them is found`, async () => {
  const ids = Array.from({ length: MANY }, () => randomUUID())
  const { taro: xeroUserId } = XERO_USERS
  await testEnv.control.seed({
    organisations: ids.map((tenantId, index) => ({ tenantId, name: `Organisation ${index}` })),
    connections: ids.map((tenantId) => ({ xeroUserId, tenantId })),
  })
  await testEnv.consent({ as: "taro", choose: "continue" })
  await testEnv.db.$executeRaw`
    UPDATE "Connection" SET "connectedAt" = "connectedAt" - interval '1 hour',
      "lastSeenAt" = "lastSeenAt" - interval '1 hour'`
  await testEnv.control.disconnect({ tenantId: ids[7] ?? "" })
  const [before, began] = [process.memoryUsage().rss, performance.now()]
  const counted = await countConnections(testEnv.keeper)
  expect(counted).toEqual({ kind: "counted", connections: MANY - 1, gone: 1 })
  const seconds = (performance.now() - began) / 1_000
  const megabytes = (process.memoryUsage().rss - before) / 1024 ** 2
  expect(seconds).toBeLessThan(10)
  expect(megabytes).toBeLessThan(300)
})

test("several keepers read the list once an hour between them, and an owner says which plan it is", async () => {
  const other = await testEnv.openAnother()
  await testEnv.db.$executeRaw`UPDATE "XeroApp" SET "countDueAt" = clock_timestamp()`
  await Promise.all([countDue(testEnv.keeper), countDue(other)])
  const { counters } = await testEnv.control.state()
  expect(counters.tokenRequests.map((one) => one.grantType)).toEqual(["client_credentials"])
  const { keeper, memberId } = testEnv
  expect(await choosePlan(keeper, memberId, { plan: "core" })).toEqual({ kind: "chosen" })
  expect(await testEnv.db.planSettings.findMany()).toEqual([{ singleton: true, plan: "core" }])
})
