import { afterEach, beforeEach, expect, it } from "vitest"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
let stage: Stage

beforeEach(async () => {
  stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
})
afterEach(() => stage.close())

const disconnect = () => disconnectTenant(stage.keeper, stage.memberId, mapleFlorist)

it("an access token that Xero refuses although it should live is replaced once, and Xero told", async () => {
  await stage.control.addFault({ target: "delete-connection", kind: "status", status: 401 })
  expect(await disconnect()).toEqual({ kind: "disconnected", toldXero: true })
  const { connections, counters } = await stage.control.state()
  const refreshes = counters.tokenRequests.filter((one) => one.grantType === "refresh_token")
  expect([connections.length, refreshes.length]).toEqual([0, 1])
})

it("a token that Xero refuses even when it is new changes nothing here", async () => {
  await stage.control.addFault({
    target: "delete-connection",
    kind: "status",
    status: 401,
    times: 2,
  })
  expect(await disconnect()).toEqual({ kind: "xero_trouble", trouble: "unknown" })
  expect((await stage.db.connection.findFirstOrThrow()).state).toBe("connected")
})

it("of two consents the one that Xero ended is ended here, and the other one stays until the next try", async () => {
  await stage.consent({ as: "bjorn", choose: "mapleFlorist" })
  const { deleteConnection } = stage.keeper.xero
  stage.keeper.xero.deleteConnection = async (request) => {
    stage.keeper.xero.deleteConnection = async () => ({ kind: "unknown" })
    return deleteConnection(request)
  }
  expect(await disconnect()).toEqual({ kind: "partly_done", trouble: "unknown" })
  const [listed, ...others] = (await stage.control.state()).connections
  expect(others).toEqual([])
  const rows = await stage.db.connection.findMany({ select: { connectionId: true, state: true } })
  const stateOf = (wanted: boolean) =>
    rows.find((one) => (one.connectionId === listed?.id) === wanted)?.state
  expect([stateOf(true), stateOf(false)]).toEqual(["connected", "disconnected"])
  stage.keeper.xero.deleteConnection = deleteConnection
  expect(await disconnect()).toEqual({ kind: "disconnected", toldXero: true })
  expect((await stage.control.state()).connections).toEqual([])
})

it("a check that meets the first refusal of a chain reports a question, not a verdict", async () => {
  await stage.control.killChain(XERO_USERS.alice)
  await stage.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
  const checked = await checkTenant(stage.keeper, stage.memberId, mapleFlorist)
  expect(checked).toEqual({ kind: "questioned" })
})
