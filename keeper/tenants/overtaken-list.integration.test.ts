import { afterEach, beforeEach, expect, it } from "vitest"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv
let grantId: string

beforeEach(async () => {
  testEnv = await startTestEnv()
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
})
afterEach(() => testEnv.close())

it("a list asked for before a consent takes nothing from what the consent connected", async () => {
  const slow = await holdCheck()
  await testEnv.consent({ choose: "script" })
  slow.release()
  expect(await slow.check).toMatchObject({ kind: "checked", diff: { missing: [] } })
  expect(await standings()).toEqual(["healthy", "healthy"])
  expect(await eventsOfLoss()).toBe(0)
})

it("a list asked for before a newer one was written changes nothing", async () => {
  const slow = await holdCheck()
  await testEnv.control.disconnect({ tenantId: TENANTS.mapleFlorist })
  await checkGrant(testEnv.keeper, grantId)
  slow.release()
  expect(await slow.check).toMatchObject({ kind: "checked", diff: { listed: [] } })
  expect(await standings()).toEqual(["disconnected_in_xero"])
  const returned = await testEnv.db.auditEvent.count({ where: { kind: "tenant.returned" } })
  expect([await eventsOfLoss(), returned]).toEqual([1, 0])
})

it("a list asked for before a consent does not complete it", async () => {
  const slow = await holdCheck()
  const { listConnections } = testEnv.keeper.xero
  // The callback is about to ask: the chain is stored, and the older list comes first.
  testEnv.keeper.xero.listConnections = async (accessToken) => {
    testEnv.keeper.xero.listConnections = listConnections
    slow.release()
    await slow.check
    return listConnections(accessToken)
  }
  const { outcome } = await testEnv.consent({ choose: "script" })
  expect(outcome).toMatchObject({ kind: "connected", added: [{ tenantId: TENANTS.script }] })
  expect(await standings()).toEqual(["healthy", "healthy"])
})

/** A check whose list Xero has answered, but whose answer arrives only when it is released. */
async function holdCheck() {
  const { xero } = testEnv.keeper
  const { listConnections } = xero
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let check: ReturnType<typeof checkGrant> | undefined
  await new Promise<void>((answered) => {
    xero.listConnections = async (accessToken) => {
      const list = await listConnections(accessToken)
      answered()
      await released
      return list
    }
    check = checkGrant(testEnv.keeper, grantId)
  })
  xero.listConnections = listConnections
  return { check, release }
}

async function standings(): Promise<string[]> {
  const rows = await testEnv.db.$queryRaw<
    { status: string }[]
  >`SELECT "status" FROM "TenantOverview"`
  return rows.map((row) => row.status)
}

function eventsOfLoss(): Promise<number> {
  return testEnv.db.auditEvent.count({ where: { kind: "tenant.disconnected_in_xero" } })
}
