import { afterEach, beforeEach, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import {
  addWebhook,
  endChain,
  listReceived,
  makeSweepDue,
  startAlertTestEnv,
  watchAndDeliver,
} from "@/keeper/testing/alert-test-env"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"
import { alertMessage } from "@/lib/alerts/alert-detail"
import { TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv
let receiver: Receiver
let secret: string
let close: () => Promise<void>

beforeEach(async () => {
  ;({ testEnv, receiver, secret, close } = await startAlertTestEnv())
})
afterEach(() => close())

const told = () => listReceived(testEnv, receiver, secret)
const openAlerts = () => testEnv.db.alert.findMany({ where: { resolvedAt: null } })

it("tells of a dead chain once, with all its organisations, however often it fails or is looked at", async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  const { grantId } = await testEnv.consent({ choose: "harbourBakery" })
  expect(await told()).toEqual([])
  await endChain(testEnv, grantId)
  await watchAndDeliver(testEnv.keeper)
  expect(receiver.received).toHaveLength(1)
  const message = verify(receiver.received[0] ?? never(), secret)
  expect(message).toMatchObject({
    type: "grant.reconnect_needed",
    data: {
      title: "Reconnect needed: 2 organisations",
      reason: "refused",
      organisationCount: 2,
      organisations: [{ name: "Harbour Bakery" }, { name: "Maple Florist" }],
    },
  })
  receiver.received.length = 0
  await refreshGrant(testEnv.keeper, grantId, { asked: true })
  await makeSweepDue(testEnv)
  expect([...(await told()), ...(await told())]).toEqual([])
  expect(await openAlerts()).toHaveLength(1)
})

it("says that it is over when someone reconnects, and alerts again the next time", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await endChain(testEnv, grantId)
  expect(await told()).toEqual(["grant.reconnect_needed: Reconnect needed: Maple Florist"])
  await testEnv.consent({ choose: "continue", reconnect: TENANTS.mapleFlorist })
  expect(await told()).toEqual(["grant.reconnected: Reconnected: Maple Florist"])
  expect(await openAlerts()).toEqual([])
  await endChain(testEnv, grantId)
  expect(await told()).toEqual(["grant.reconnect_needed: Reconnect needed: Maple Florist"])
  expect(await testEnv.db.alert.count()).toBe(2)
})

it("does not say that a sign-in works again when another one reaches its organisation", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await endChain(testEnv, grantId)
  await told()
  await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
  expect((await told()).sort()).toEqual([
    "alert.closed: Works again: Maple Florist",
    "tenant.runs_on_second_authoriser: Running on its second authoriser: Maple Florist",
  ])
  const last = await testEnv.db.alertDelivery.findFirstOrThrow({
    where: { phase: "resolved" },
    orderBy: { createdAt: "desc" },
  })
  expect(alertMessage.parse(last.message).what).toBe(
    "The sign-in of Alice Doyle has ended, but another sign-in now covers Maple Florist.",
  )
})

it("does not take a chain that is being asked again for a mended one", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await endChain(testEnv, grantId)
  await told()
  await testEnv.db.grant.update({
    where: { id: grantId },
    data: { state: "active", endedReason: null, strikes: 3 },
  })
  await makeSweepDue(testEnv)
  expect(await told()).toEqual([])
  expect(await openAlerts()).toHaveLength(1)
})

it("tells of an organisation disconnected in Xero and of its return, and not of its siblings", async () => {
  await testEnv.consent({ choose: "harbourBakery" })
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const namesake = (await testEnv.consent({ as: "bjorn", choose: "soens" })).grantId
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "xeroUserName" = 'ALICE DOYLE' WHERE "id" = ${namesake}::uuid`
  await testEnv.control.disconnect({ tenantId: TENANTS.mapleFlorist })
  await checkGrant(testEnv.keeper, grantId)
  await checkGrant(testEnv.keeper, grantId)
  expect(await told()).toEqual(["tenant.disconnected_in_xero: Disconnected in Xero: Maple Florist"])
  const [alert] = await openAlerts()
  expect(alert?.detail).toMatchObject({ xeroUserName: expect.stringContaining("Alice Doyle · ") })
  await testEnv.consent({ choose: "mapleFlorist" })
  expect(await told()).toEqual(["tenant.connected_again: Connected again: Maple Florist"])
})

it("closes an alert when a member disconnects the organisation here or revokes the consent", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.control.disconnect({ tenantId: TENANTS.mapleFlorist })
  await checkGrant(testEnv.keeper, grantId)
  await told()
  await disconnectTenant(testEnv.keeper, testEnv.memberId, TENANTS.mapleFlorist)
  expect(await told()).toEqual(["alert.closed: Closed: disconnected here (Maple Florist)"])
  await testEnv.consent({ choose: "harbourBakery" })
  await endChain(testEnv, grantId)
  expect(await told()).toEqual(["grant.reconnect_needed: Reconnect needed: Harbour Bakery"])
  await revokeGrant(testEnv.keeper, testEnv.memberId, grantId)
  expect(await told()).toEqual(["alert.closed: Closed: consent revoked (Harbour Bakery)"])
})

it("never tells of a consent that a member revoked", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await revokeGrant(testEnv.keeper, testEnv.memberId, grantId)
  await makeSweepDue(testEnv)
  expect(await told()).toEqual([])
})

it("finds a problem that no event told of, and an event committed after a later one", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await told()
  await testEnv.db.grant.update({
    where: { id: grantId },
    data: { state: "ended", endedReason: "refused" },
  })
  expect(await told()).toEqual([])
  // An id taken before those that were looked at already.
  const [taken] = await testEnv.db.$queryRaw<{ id: bigint }[]>`
    SELECT nextval('"AuditEvent_id_seq"') AS "id"`
  await testEnv.db.auditEvent.create({ data: { kind: "incident.closed" } })
  await told()
  const late = { id: taken?.id ?? 0n, kind: "grant.ended", grantId }
  await testEnv.db.auditEvent.create({ data: late })
  expect(await told()).toEqual(["grant.reconnect_needed: Reconnect needed: Maple Florist"])
  await testEnv.db.grant.update({
    where: { id: grantId },
    data: { state: "active", endedReason: null },
  })
  await makeSweepDue(testEnv)
  expect(await told()).toEqual(["grant.reconnected: Reconnected: Maple Florist"])
})

it("is told once by two keepers that look at the same moment", async () => {
  const other = await testEnv.openAnother()
  Object.assign(other.alerts, { allowPrivateTargets: true })
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await endChain(testEnv, grantId)
  await Promise.all([testEnv.keeper, other, testEnv.keeper, other].map(watchAndDeliver))
  await Promise.all([testEnv.keeper, other].map(watchAndDeliver))
  expect(receiver.received).toHaveLength(1)
  expect(await testEnv.db.alertDelivery.count()).toBe(1)
})

it("tells a channel added later of what happens from then on, and of no recovery whose beginning it missed", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await endChain(testEnv, grantId)
  await told()
  const later = await startReceiver()
  await addWebhook(testEnv, later.url, "Later")
  await makeSweepDue(testEnv)
  await told()
  await testEnv.consent({ choose: "continue", reconnect: TENANTS.mapleFlorist })
  expect(await told()).toEqual(["grant.reconnected: Reconnected: Maple Florist"])
  expect(later.received).toEqual([])
  await later.close()
})

it("says which of two organisations with one name it is about", async () => {
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  await testEnv.db.tenant.updateMany({ data: { name: "Demo Company (AU)" } })
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.db.tenant.updateMany({ data: { name: "Demo Company (AU)" } })
  await endChain(testEnv, grantId)
  // The ids of the sandbox begin alike, so the whole id is needed.
  expect(await told()).toEqual([
    `grant.reconnect_needed: Reconnect needed: Demo Company (AU) · ${TENANTS.mapleFlorist}`,
  ])
})

function never(): never {
  throw new Error("nothing came")
}
