import { randomUUID } from "node:crypto"
import { beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import { getPlanMeter } from "@/web/counted/get-plan-meter"
import { listRecentIncidents } from "@/web/incidents/list-recent-incidents"
import { listBusiestServices } from "@/web/overview/list-busiest-services"
import { listRefreshes } from "@/web/overview/list-refreshes"
import { listSignInEnds } from "@/web/overview/list-sign-in-ends"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1_000
const DAY_IN_MILLISECONDS = 24 * HOUR_IN_MILLISECONDS
const made = shareTestDb()
let appId: string

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeEach(async () => {
  await emptyTables(made.db, "Grant", "XeroApp", "Incident", "Service", "Member")
  const app = { issuer: "https://identity.example", clientId: randomUUID() }
  appId = (await made.db.xeroApp.create({ data: { ...app, clientSecretsSealed: "-" } })).id
})

function ago(milliseconds: number): Date {
  return new Date(Date.now() - milliseconds)
}

async function addGrant(data: { refreshTokenExpiresAt: Date; ended?: boolean }): Promise<string> {
  const { refreshTokenExpiresAt, ended = false } = data
  const { id } = await made.db.grant.create({
    data: {
      xeroAppId: appId,
      xeroUserId: randomUUID(),
      xeroUserName: "Ann",
      refreshTokenExpiresAt,
      state: ended ? "ended" : "active",
    },
  })
  const tenantId = randomUUID()
  await made.db.tenant.create({ data: { tenantId, name: "Maple", type: "ORGANISATION" } })
  const connection = { grantId: id, tenantId, connectionId: randomUUID() }
  await made.db.connection.create({ data: { ...connection, state: "connected" } })
  return id
}

test("each living sign-in is counted in the week in which it ends, an ended one in none", async () => {
  const inDays = (days: number) => ago(-days * DAY_IN_MILLISECONDS)
  for (const days of [1, 6, 8, 59.9]) await addGrant({ refreshTokenExpiresAt: inDays(days) })
  await addGrant({ refreshTokenExpiresAt: inDays(3), ended: true })
  await addGrant({ refreshTokenExpiresAt: inDays(-1) })
  const weeks = await listSignInEnds()
  expect(weeks.map(({ ends }) => ends)).toEqual([2, 1, 0, 0, 0, 0, 0, 0, 1])
})

test("refreshes are counted by hour and by day, days that are over once, and one that nobody closed failed", async () => {
  const grantId = await addGrant({ refreshTokenExpiresAt: ago(-DAY_IN_MILLISECONDS) })
  const tokenSet = { grantId, chain: 1, rotation: 1, fingerprint: "f", receivedAt: ago(0) }
  const { id: tokenSetId } = await made.db.tokenSet.create({
    data: { ...tokenSet, accessTokenExpiresAt: ago(0) },
  })
  const attempt = { grantId, tokenSetId, purpose: "refresh", epoch: 1, keeperId: "k" } as const
  await made.db.refreshAttempt.createMany({
    data: [
      { startedAt: ago(2 * HOUR_IN_MILLISECONDS), outcome: "ok" },
      { startedAt: ago(2 * HOUR_IN_MILLISECONDS), outcome: "unknown" },
      { startedAt: ago(2 * HOUR_IN_MILLISECONDS), outcome: null },
      { startedAt: ago(1_000), outcome: null },
      { startedAt: ago(26 * HOUR_IN_MILLISECONDS), outcome: "ok" },
      { startedAt: ago(40 * DAY_IN_MILLISECONDS), outcome: "ok" },
    ].map((one) => ({ ...attempt, ...one })),
  })
  const { hours, days } = await listRefreshes()
  expect([hours.length, days.length]).toEqual([24, 30])
  expect(hours.at(-3)).toMatchObject({ succeeded: 1, failed: 2 })
  expect(hours.reduce((sum, one) => sum + one.succeeded + one.failed, 0)).toBe(3)
  expect(days.reduce((sum, one) => sum + one.succeeded, 0)).toBe(2)
  expect(days.reduce((sum, one) => sum + one.failed, 0)).toBe(2)

  const another = { ...attempt, outcome: "ok" }
  await made.db.refreshAttempt.create({ data: { ...another, startedAt: ago(0) } })
  await made.db.refreshAttempt.create({
    data: { ...another, startedAt: ago(9 * DAY_IN_MILLISECONDS) },
  })
  const later = await listRefreshes()
  // Of days that are over, only what was counted once.
  expect(later.days.reduce((sum, one) => sum + one.succeeded, 0)).toBe(3)
  await made.db.refreshAttempt.create({
    data: { ...another, startedAt: ago(41 * DAY_IN_MILLISECONDS) },
  })
  const restored = await listRefreshes()
  expect(restored.days.reduce((sum, one) => sum + one.succeeded, 0)).toBe(4)
})

test("the busiest services come first, the rest is summed", async () => {
  const member = { email: "olga@tenantry.example", name: "Olga", role: "owner" } as const
  const { id: createdById } = await made.db.member.create({ data: member })
  for (let n = 1; n <= 8; n += 1) {
    const service = { name: `Service ${n}`, reach: "all", createdById } as const
    const { id: serviceId } = await made.db.service.create({ data: service })
    const fetch = { serviceId, tenantId: randomUUID(), firstAt: ago(0), lastAt: ago(0) }
    await made.db.tokenFetch.create({ data: { ...fetch, day: ago(0), fetches: n } })
  }
  const { services, others, fetchesOfOthers } = await listBusiestServices()
  expect(services.map(({ name, fetches }) => [name, fetches])).toEqual(
    [8, 7, 6, 5, 4, 3].map((n) => [`Service ${n}`, n]),
  )
  expect([others, fetchesOfOthers]).toEqual([2, 3])
})

test("open incidents come before those of the last 30 days, older ones are left out", async () => {
  await made.db.incident.createMany({
    data: [
      {
        kind: "app_fault",
        openedAt: ago(90 * DAY_IN_MILLISECONDS),
        closedAt: ago(80 * DAY_IN_MILLISECONDS),
      },
      {
        kind: "app_fault",
        openedAt: ago(5 * DAY_IN_MILLISECONDS),
        closedAt: ago(4 * DAY_IN_MILLISECONDS),
      },
      { kind: "xero_trouble", openedAt: ago(50 * DAY_IN_MILLISECONDS) },
    ],
  })
  const incidents = await listRecentIncidents()
  expect(incidents.map(({ kind, closedAt }) => [kind, closedAt === null])).toEqual([
    ["xero_trouble", true],
    ["app_fault", false],
  ])
})

test("the plan meter's pace is that of each app's own days, and a new or a removed app changes none", async () => {
  const other = { issuer: "https://identity.example", clientSecretsSealed: "-" }
  const addApp = async (usable: boolean) =>
    (await made.db.xeroApp.create({ data: { ...other, usable, clientId: randomUUID() } })).id
  const [young, gone] = [await addApp(true), await addApp(false)]
  await made.db.xeroApp.update({ where: { id: appId }, data: { usable: true } })
  await made.db.planSettings.create({ data: { plan: "core" } })
  const row = (xeroAppId: string, daysAgo: number, counted: number) => ({
    xeroAppId,
    day: ago(daysAgo * DAY_IN_MILLISECONDS),
    counted,
    demo: 0,
  })
  await made.db.connectionCount.createMany({
    data: [row(appId, 40, 0), row(appId, 20, 10), row(appId, 10, 13), row(appId, 0, 20)],
  })
  expect(await getPlanMeter()).toMatchObject({ holds: 50, counted: 0, daysUntilFull: 100 })
  await made.db.connectionCount.createMany({ data: [row(young, 0, 900), row(gone, 20, 900)] })
  expect(await getPlanMeter()).toMatchObject({ daysUntilFull: 100, warning: null })
  await made.db.connectionCount.createMany({ data: [row(young, 20, 990)] })
  expect(await getPlanMeter()).toMatchObject({ daysUntilFull: null })
})
