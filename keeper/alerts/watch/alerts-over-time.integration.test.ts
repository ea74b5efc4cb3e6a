import { afterEach, beforeEach, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { closeIncident, openIncident } from "@/keeper/incidents/incident"
import { checkGrant } from "@/keeper/tenants/check-grant"
import {
  ageIncident,
  endChain,
  leaveUnanswered,
  listReceived,
  makeSweepDue,
  neglect,
  startAlertTestEnv,
} from "@/keeper/testing/alert-test-env"
import { countEvents } from "@/keeper/testing/crowd"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { Receiver } from "@/keeper/testing/webhook-receiver"
import { alertMessage } from "@/lib/alerts/alert-detail"
import { formatDate } from "@/lib/format"
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

it("raises one alert at 3, 14 and 45 days without a success, and a refresh ends it", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const titles: string[] = []
  for (const days of [2.9, 3.1, 10, 14.1, 14.2, 45.1, 50]) {
    await neglect(testEnv, grantId, days)
    await makeSweepDue(testEnv)
    titles.push(...(await told()))
  }
  expect(titles).toEqual([
    "grant.not_refreshed: Not refreshed for 3 days: Maple Florist",
    "grant.not_refreshed: Not refreshed for 14 days: Maple Florist",
    "grant.not_refreshed: Not refreshed for 45 days: Maple Florist",
  ])
  expect(await testEnv.db.alert.count()).toBe(1)
  await refreshGrant(testEnv.keeper, grantId, { asked: true })
  await makeSweepDue(testEnv)
  expect(await told()).toEqual(["grant.refreshed_again: Refreshed again: Maple Florist"])
})

it("lets the end of a neglected chain be told by its own alert alone", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await neglect(testEnv, grantId, 20)
  await makeSweepDue(testEnv)
  await told()
  await endChain(testEnv, grantId)
  await makeSweepDue(testEnv)
  expect(await told()).toEqual(["grant.reconnect_needed: Reconnect needed: Maple Florist"])
  expect(await openAlerts()).toMatchObject([{ kind: "reconnect_needed" }])
})

it("tells of an incident alone while it is open, and afterwards of what is still true", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  await endChain(testEnv, grantId)
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  expect(await told()).toEqual(["incident.opened: Xero is not answering"])
  await testEnv.control.disconnect({ tenantId: TENANTS.soens })
  const other = await testEnv.db.grant.findFirstOrThrow({ where: { id: { not: grantId } } })
  await checkGrant(testEnv.keeper, other.id)
  expect([...(await told()), ...(await told())]).toEqual([])
  expect(await openAlerts()).toHaveLength(3)
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  expect(await told()).toEqual([])
  await testEnv.db.$transaction((tx) => closeIncident(tx, "xero_trouble"))
  expect((await told()).sort()).toEqual([
    "grant.reconnect_needed: Reconnect needed: Maple Florist",
    "incident.closed: Over: Xero answers again",
  ])
  expect(await told()).toEqual([])
})

it("gives chains time to catch up after an incident before they count as neglected", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await neglect(testEnv, grantId, 4)
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await makeSweepDue(testEnv)
  await told()
  await testEnv.db.$transaction((tx) => closeIncident(tx, "xero_trouble"))
  expect(await told()).toEqual(["incident.closed: Over: Xero answers again"])
  testEnv.keeper.alerts.timings.afterIncident = 0
  expect(await told()).toEqual(["grant.not_refreshed: Not refreshed for 3 days: Maple Florist"])
})

it("tells again of an incident that has lasted for 3, 14 and 45 days, and when the first sign-in ends", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  const titles = await told()
  for (const days of [2.9, 3.1, 14.1, 20, 45.1, 50]) {
    await ageIncident(testEnv, days)
    await neglect(testEnv, grantId, days)
    await makeSweepDue(testEnv)
    titles.push(...(await told()))
  }
  expect(titles).toEqual([
    "incident.opened: Xero is not answering",
    "incident.opened: Xero has not answered for 3 days",
    "incident.opened: Xero has not answered for 14 days",
    "incident.opened: Xero has not answered for 45 days",
  ])
  const days = await testEnv.db.$queryRaw<{ began: Date; ends: Date }[]>`
    SELECT clock_timestamp() - interval '45.1 days' AS "began", clock_timestamp() + interval '14.9 days' AS "ends"`
  const last = await testEnv.db.alertDelivery.findFirstOrThrow({ orderBy: { createdAt: "desc" } })
  const { what, todo } = alertMessage.parse(last.message)
  const [began, ends] = [days[0]?.began, days[0]?.ends].map((at) => at && formatDate(at, "UTC"))
  expect(what).toContain(`Refreshes have got no usable answer since ${began}.`)
  expect(what).toMatch(new RegExp(`If it lasts until ${ends}, ..:.. UTC, sign-ins start to expire`))
  expect(todo).toContain("Check that this server can reach Xero")
})

it("tells of one chain that Xero has not answered for 10 minutes, and that a refresh ended it", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await leaveUnanswered(testEnv, grantId, 9)
  expect(await told()).toEqual([])
  await leaveUnanswered(testEnv, grantId, 11)
  expect([...(await told()), ...(await told())]).toEqual([
    "grant.not_refreshed: No answer from Xero: Maple Florist",
  ])
  expect(await countEvents(testEnv, "grant.unanswered")).toBe(1)
  const { message } = await testEnv.db.alertDelivery.findFirstOrThrow()
  expect(alertMessage.parse(message)).toMatchObject({
    what: expect.stringMatching(
      /^Xero has given no usable answer for the sign-in of Alice Doyle since .+ UTC\. If none comes by .+ UTC, you may have to reconnect\. It covers Maple Florist\.$/,
    ),
    todo: "Nothing yet. Tenantry keeps asking and sends another alert when this ends.",
  })
  // It may be turned away meanwhile, or questioned: that is no recovery.
  await testEnv.db.grant.update({ where: { id: grantId }, data: { strikes: 1 } })
  await makeSweepDue(testEnv)
  expect(await told()).toEqual([])
  await refreshGrant(testEnv.keeper, grantId, { asked: true })
  expect(await told()).toEqual(["grant.refreshed_again: Refreshed again: Maple Florist"])
})

it("lets an incident speak for the chains that are not answered, and tells of those that stay so", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await leaveUnanswered(testEnv, grantId, 11)
  await makeSweepDue(testEnv)
  expect(await told()).toEqual(["incident.opened: Xero is not answering"])
  expect(await countEvents(testEnv, "grant.unanswered")).toBe(0)
  testEnv.keeper.alerts.timings.afterIncident = 0
  await testEnv.db.$transaction((tx) => closeIncident(tx, "xero_trouble"))
  expect((await told()).sort()).toEqual([
    "grant.not_refreshed: No answer from Xero: Maple Florist",
    "incident.closed: Over: Xero answers again",
  ])
})
