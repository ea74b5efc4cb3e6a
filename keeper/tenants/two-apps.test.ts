import { afterEach, beforeEach, expect, it } from "vitest"
import { findProblems } from "@/keeper/alerts/find-problems"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { endGrant } from "@/keeper/grants/strike"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { refreshTenant } from "@/keeper/tenants/refresh-tenant"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { addApp } from "@/lib/tenants/testing"
import { TENANTS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
let stage: Stage
/** Of an app that was configured here once. */
let oldGrantId: string
let sent: string[]

beforeEach(async () => {
  stage = await openStage()
  oldGrantId = (await stage.consent({ choose: "mapleFlorist" })).grantId
  const xeroAppId = await addApp(stage.db, { current: false })
  await stage.db.grant.update({ where: { id: oldGrantId }, data: { xeroAppId } })
  sent = []
  noteWhatIsSent()
})
afterEach(() => stage.close())

it("an organisation of an earlier app can be disconnected here, and Xero is not told", async () => {
  expect(await statuses()).toEqual(["paused:other_app"])
  const result = await disconnectTenant(stage.keeper, stage.memberId, mapleFlorist)
  expect(result).toEqual({ kind: "disconnected", toldXero: false })
  expect(await statuses()).toEqual(["removed:by_member"])
  expect(sent).toEqual([])
})

it("an organisation of two apps is disconnected at Xero through the present one", async () => {
  await connectAgain()
  const result = await disconnectTenant(stage.keeper, stage.memberId, mapleFlorist)
  expect(result).toEqual({ kind: "disconnected", toldXero: false })
  expect(sent).toContain("delete")
  expect((await stage.control.state()).connections).toEqual([])
})

it("refreshing and checking a consent of an earlier app say that it is paused, and send nothing", async () => {
  const otherApp = { kind: "other_app" }
  expect(await refreshTenant(stage.keeper, stage.memberId, mapleFlorist)).toEqual(otherApp)
  expect(await checkTenant(stage.keeper, stage.memberId, mapleFlorist)).toEqual(otherApp)
  expect(sent).toEqual([])
})

it("revoking a consent of an earlier app ends it here, and its token goes nowhere", async () => {
  const result = await revokeGrant(stage.keeper, stage.memberId, oldGrantId)
  expect(result).toEqual({ kind: "revoked", toldXero: false })
  expect(await statuses()).toEqual(["reconnect_needed:revoked"])
  expect(sent).toEqual([])
})

it("an organisation whose present consent has ended needs a reconnect, whatever an earlier app holds", async () => {
  const grantId = await connectAgain()
  expect(await statuses()).toEqual(["healthy:ok"])
  await stage.db.$transaction((tx) => endGrant(tx, { grantId, reason: "refused" }))
  expect(await statuses()).toEqual(["reconnect_needed:refused"])
  const problems = await findProblems(stage.db, null)
  expect(problems).toMatchObject([{ kind: "reconnect_needed", grantId }])
})

/** The same organisation, through the present app. */
async function connectAgain(): Promise<string> {
  await stage.control.disconnect({ tenantId: mapleFlorist })
  return (await stage.consent({ choose: "mapleFlorist" })).grantId
}

async function statuses(): Promise<string[]> {
  const rows = await stage.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview"`
  return rows.map((row) => row.standing)
}

function noteWhatIsSent(): void {
  const { xero } = stage.keeper
  const { refresh, revoke, listConnections, deleteConnection } = xero
  xero.refresh = (token) => {
    sent.push("refresh")
    return refresh(token)
  }
  xero.revoke = (token) => {
    sent.push("revoke")
    return revoke(token)
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
