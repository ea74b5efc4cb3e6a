import { afterEach, beforeEach, expect, it } from "vitest"
import { findProblems } from "@/keeper/alerts/watch/find-problems"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { endGrant } from "@/keeper/grants/strike"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { addApp } from "@/lib/tenants/testing"
import { TENANTS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
let testEnv: TestEnv
/** Of an app that was configured here once. */
let oldGrantId: string
let sent: string[]

beforeEach(async () => {
  testEnv = await startTestEnv()
  oldGrantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  const xeroAppId = await addApp(testEnv.db, { current: false })
  await testEnv.db.grant.update({ where: { id: oldGrantId }, data: { xeroAppId } })
  sent = []
  noteWhatIsSent()
})
afterEach(() => testEnv.close())

it("an organisation of an earlier app can be disconnected here, and Xero is not told", async () => {
  expect(await statuses()).toEqual(["paused:other_app"])
  const result = await disconnectTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)
  expect(result).toEqual({ kind: "disconnected", toldXero: false })
  expect(await statuses()).toEqual(["removed:by_member"])
  expect(sent).toEqual([])
})

it("an organisation of two apps is disconnected at Xero through the present one", async () => {
  await connectAgain()
  const result = await disconnectTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)
  expect(result).toEqual({ kind: "disconnected", toldXero: false })
  expect(sent).toContain("delete")
  expect((await testEnv.control.state()).connections).toEqual([])
})

it("refreshing and checking a consent of an earlier app say that it is paused, and send nothing", async () => {
  const otherApp = { kind: "other_app" }
  expect(await refreshTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)).toEqual(otherApp)
  expect(await checkTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)).toEqual(otherApp)
  expect(sent).toEqual([])
})

it("revoking a consent of an earlier app ends it here, and its token goes nowhere", async () => {
  const result = await revokeGrant(testEnv.keeper, testEnv.memberId, oldGrantId)
  expect(result).toEqual({ kind: "revoked", toldXero: false })
  expect(await statuses()).toEqual(["reconnect_needed:revoked"])
  expect(sent).toEqual([])
})

it("an organisation whose present consent has ended needs a reconnect, whatever an earlier app holds", async () => {
  const grantId = await connectAgain()
  expect(await statuses()).toEqual(["healthy:ok"])
  await testEnv.db.$transaction((tx) => endGrant(tx, { grantId, reason: "refused" }))
  expect(await statuses()).toEqual(["reconnect_needed:refused"])
  const problems = await findProblems(testEnv.db, null)
  expect(problems).toMatchObject([{ kind: "reconnect_needed", grantId }])
})

/** The same organisation, through the present app. */
async function connectAgain(): Promise<string> {
  await testEnv.control.disconnect({ tenantId: mapleFlorist })
  return (await testEnv.consent({ choose: "mapleFlorist" })).grantId
}

async function statuses(): Promise<string[]> {
  const rows = await testEnv.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview"`
  return rows.map((row) => row.standing)
}

function noteWhatIsSent(): void {
  const { xero } = testEnv.keeper
  const { refresh, revoke, listConnections, deleteConnection } = xero
  xero.refresh = (request) => {
    sent.push("refresh")
    return refresh(request)
  }
  xero.revoke = (request) => {
    sent.push("revoke")
    return revoke(request)
  }
  xero.listConnections = (token) => {
    sent.push("list")
    return listConnections(token)
  }
  xero.deleteConnection = (request) => {
    sent.push("delete")
    return deleteConnection(request)
  }
}
