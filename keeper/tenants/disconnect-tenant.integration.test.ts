import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
let testEnv: TestEnv

beforeEach(async () => {
  testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
})
afterEach(() => testEnv.close())

const disconnect = () => disconnectTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)

it("an access token that Xero refuses although it should live is replaced once, and Xero told", async () => {
  await testEnv.control.addFault({ target: "delete-connection", kind: "status", status: 401 })
  expect(await disconnect()).toEqual({ kind: "disconnected", toldXero: true })
  const { connections, counters } = await testEnv.control.state()
  const refreshes = counters.tokenRequests.filter((one) => one.grantType === "refresh_token")
  expect([connections.length, refreshes.length]).toEqual([0, 1])
})

it("a token that Xero refuses even when it is new changes nothing here", async () => {
  await testEnv.control.addFault({
    target: "delete-connection",
    kind: "status",
    status: 401,
    times: 2,
  })
  expect(await disconnect()).toEqual({ kind: "xero_trouble", trouble: "unknown" })
  expect((await testEnv.db.connection.findFirstOrThrow()).state).toBe("connected")
})

it("of two consents the one that Xero ended is ended here, and the other one stays until the next try", async () => {
  await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
  const { deleteConnection } = testEnv.keeper.xero
  testEnv.keeper.xero.deleteConnection = async (request) => {
    testEnv.keeper.xero.deleteConnection = async () => ({ kind: "unknown" })
    return deleteConnection(request)
  }
  expect(await disconnect()).toEqual({ kind: "partly_done", trouble: "unknown" })
  const [listed, ...others] = (await testEnv.control.state()).connections
  expect(others).toEqual([])
  const rows = await testEnv.db.connection.findMany({ select: { connectionId: true, state: true } })
  const stateOf = (wanted: boolean) =>
    rows.find((one) => (one.connectionId === listed?.id) === wanted)?.state
  expect([stateOf(true), stateOf(false)]).toEqual(["connected", "disconnected"])
  testEnv.keeper.xero.deleteConnection = deleteConnection
  expect(await disconnect()).toEqual({ kind: "disconnected", toldXero: true })
  expect((await testEnv.control.state()).connections).toEqual([])
})

it("whoever connects the organisation while it is being disconnected is ended at Xero, too", async () => {
  const { deleteConnection } = testEnv.keeper.xero
  testEnv.keeper.xero.deleteConnection = async (request) => {
    testEnv.keeper.xero.deleteConnection = deleteConnection
    await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
    return deleteConnection(request)
  }
  expect(await disconnect()).toEqual({ kind: "disconnected", toldXero: true })
  expect((await testEnv.control.state()).connections).toEqual([])
  const rows = await testEnv.db.connection.findMany({ select: { state: true } })
  expect(rows).toEqual([{ state: "disconnected" }, { state: "disconnected" }])
})

it("a keeper that dies once Xero has ended the last connection leaves it to be ended again, and told of", async () => {
  await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
  const dying = vi.spyOn(testEnv.keeper.db, "$transaction").mockRejectedValueOnce(new Error("gone"))
  await expect(disconnect()).rejects.toThrow("gone")
  dying.mockRestore()
  expect((await testEnv.control.state()).connections).toEqual([])
  const told = () => testEnv.db.auditEvent.count({ where: { kind: "tenant.disconnected" } })
  expect(await told()).toBe(0)
  expect(await disconnect()).toEqual({ kind: "disconnected", toldXero: true })
  expect([await told(), await disconnect()]).toEqual([1, { kind: "not_found" }])
})

it("a check that meets the first refusal of a chain reports a question, not a verdict", async () => {
  await testEnv.control.killChain(XERO_USERS.alice)
  await testEnv.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
  const checked = await checkTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)
  expect(checked).toEqual({ kind: "questioned", isDoubtful: false })
})
