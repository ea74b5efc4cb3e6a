import { afterEach, beforeEach, expect, it } from "vitest"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { TENANTS } from "@/sandbox/seed"

let stage: Stage
let grantId: string

beforeEach(async () => {
  stage = await openStage()
  grantId = (await stage.consent({ choose: "mapleFlorist" })).grantId
})
afterEach(() => stage.close())

it("a list asked for before a consent takes nothing from what the consent connected", async () => {
  const slow = await holdCheck()
  await stage.consent({ choose: "script" })
  slow.release()
  expect(await slow.check).toMatchObject({ kind: "checked", diff: { missing: [] } })
  expect(await standings()).toEqual(["healthy", "healthy"])
  expect(await eventsOfLoss()).toBe(0)
})

it("a list asked for before a newer one was written changes nothing", async () => {
  const slow = await holdCheck()
  await stage.control.disconnect({ tenantId: TENANTS.mapleFlorist })
  await checkGrant(stage.keeper, grantId)
  slow.release()
  expect(await slow.check).toMatchObject({ kind: "checked", diff: { listed: [] } })
  expect(await standings()).toEqual(["disconnected_in_xero"])
  const returned = await stage.db.auditEvent.count({ where: { kind: "tenant.returned" } })
  expect([await eventsOfLoss(), returned]).toEqual([1, 0])
})

it("a list asked for before a consent does not complete it", async () => {
  const slow = await holdCheck()
  const { listConnections } = stage.keeper.xero
  // The callback is about to ask: the chain is stored, and the older list comes first.
  stage.keeper.xero.listConnections = async (accessToken) => {
    stage.keeper.xero.listConnections = listConnections
    slow.release()
    await slow.check
    return listConnections(accessToken)
  }
  const { outcome } = await stage.consent({ choose: "script" })
  expect(outcome).toMatchObject({ kind: "connected", added: [{ tenantId: TENANTS.script }] })
  expect(await standings()).toEqual(["healthy", "healthy"])
})

/** A check whose list Xero has answered, but whose answer arrives only when it is released. */
async function holdCheck() {
  const { xero } = stage.keeper
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
    check = checkGrant(stage.keeper, grantId)
  })
  xero.listConnections = listConnections
  return { check, release }
}

async function standings(): Promise<string[]> {
  const rows = await stage.db.$queryRaw<{ status: string }[]>`SELECT "status" FROM "TenantOverview"`
  return rows.map((row) => row.status)
}

function eventsOfLoss(): Promise<number> {
  return stage.db.auditEvent.count({ where: { kind: "tenant.disconnected_in_xero" } })
}
