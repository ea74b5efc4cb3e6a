import { randomUUID } from "node:crypto"
import { beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import { TENANT_STATUSES, type TenantStatus } from "@/lib/tenants/status"
import * as rows from "@/lib/tenants/testing"
import { describeStanding } from "@/lib/words/tenant-status"
import { findTenant } from "@/web/tenants/find-tenant"
import { listTenants } from "@/web/tenants/list-tenants"
import { EVERYTHING } from "@/web/tenants/tenant-query"

const made = shareTestDb()
let appId: string
const IN_DOUBT = { doubtfulSince: new Date(0) }
const TAKEN_OVER = { ...IN_DOUBT, doubtfulSign: "older" }

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeEach(async () => {
  await emptyTables(made.db, "Tenant", "Grant", "XeroApp", "Connection")
  appId = await addApp({ current: true })
})

test("every way a chain and a tenant can stand has its status, reason and words", async () => {
  const oldApp = await addApp({ current: false })
  const ways = [
    ["reconnect_needed:refused", { state: "ended", endedReason: "refused" }, {}],
    ["reconnect_needed:expired", { state: "ended", endedReason: "expired" }, {}],
    ["reconnect_needed:expired", { validForDays: -1 }, {}],
    ["reconnect_needed:revoked", { state: "ended", endedReason: "revoked" }, {}],
    ["disconnected_in_xero:not_listed", {}, { state: "disconnected_in_xero" }],
    ["paused:other_app", { xeroAppId: oldApp, state: "ended" }, {}],
    ["reconnect_needed:outdated", { ...IN_DOUBT, state: "ended", endedReason: "refused" }, {}],
    ["reconnect_needed:outdated", { ...IN_DOUBT, state: "ended", endedReason: "expired" }, {}],
    ["reconnect_needed:outdated", { ...IN_DOUBT, validForDays: -1 }, {}],
    [
      "reconnect_needed:lost_with_data",
      { ...TAKEN_OVER, state: "ended", endedReason: "refused" },
      {},
    ],
    ["reconnect_needed:outdated", { ...TAKEN_OVER, state: "ended", endedReason: "expired" }, {}],
    ["reconnect_needed:revoked", { ...IN_DOUBT, state: "ended", endedReason: "revoked" }, {}],
    ["reconnect_needed:damaged", { lastOutcome: "damaged", failingSince: new Date() }, {}],
    ["reconnect_needed:damaged", { ...IN_DOUBT, lastOutcome: "damaged" }, {}],
    ["paused:key_missing", { lastOutcome: "key_missing", failingSince: new Date() }, {}],
    ["paused:doubtful", IN_DOUBT, {}],
    ["paused:doubtful", { ...IN_DOUBT, strikes: 1, failingSince: new Date() }, {}],
    ["paused:doubtful", { ...IN_DOUBT, failures: 2, validForDays: 13 }, {}],
    ["xero_not_answering:question", { strikes: 1, failingSince: new Date() }, {}],
    ["xero_not_answering:refresh", { failingSince: new Date() }, {}],
    ["xero_not_answering:refresh", { failures: 2 }, {}],
    ["xero_not_answering:check", { checkFailingSince: new Date() }, {}],
    ["expiring_soon:unused", { validForDays: 13 }, {}],
    ["healthy:ok", {}, {}],
    ["paused:other_app", { xeroAppId: oldApp }, {}],
    ["reconnect_needed:revoked", { xeroAppId: oldApp, state: "ended", endedReason: "revoked" }, {}],
    ["removed:by_member", {}, { state: "disconnected" }],
    ["removed:not_kept", {}, { state: "disconnected" }],
    ["removed:offered", {}, { state: "offered", endedAt: new Date() }],
  ] as const
  for (const [expected, grant, connection] of ways) {
    const tenantId = await addTenant(expected)
    if (expected === "removed:by_member")
      await made.db.tenant.update({ where: { tenantId }, data: { removedAt: new Date() } })
    await connect(tenantId, { grantId: await addGrant(grant), ...connection })
    const found = await findTenant(tenantId)
    expect(`${found?.status}:${found?.reason}`).toBe(expected)
    const { line, story, remedy } = describeStanding(found?.status ?? "healthy", `${found?.reason}`)
    expect(line).not.toBe(found?.reason)
    // The button that its page offers first is the one that the words ask for.
    expect(remedy === "reconnect", expected).toBe(/reconnect\b(?!\.)/i.test(story))
    expect(remedy === "refresh", expected).toBe(story.includes("Refresh now"))
  }
  const found = await made.db.$queryRaw<{ status: TenantStatus; urgency: number }[]>`
    SELECT "status", "urgency" FROM "TenantOverview"`
  expect(found).toHaveLength(ways.length)
  for (const { status, urgency } of found) expect(TENANT_STATUSES[urgency]).toBe(status)
})

test("a restored sign-in is paused since it is in doubt, and says what was lost once Xero refuses it", async () => {
  const tenantId = await addTenant("Maple Florist")
  const grantId = await addGrant({ ...IN_DOUBT, strikes: 1, failingSince: new Date() })
  await connect(tenantId, { grantId })
  const doubtful = await findTenant(tenantId)
  expect(doubtful).toMatchObject({ status: "paused", failingSince: IN_DOUBT.doubtfulSince })
  expect((await listTenants(EVERYTHING)).counts).toMatchObject({ paused: 1, healthy: 0 })
  const { story } = describeStanding("paused", "doubtful")
  expect(story).not.toMatch(/nothing is lost|do not need to do anything/i)
  const data = { state: "ended", endedReason: "refused" } as const
  await made.db.grant.update({ where: { id: grantId }, data })
  expect((await listTenants(EVERYTHING)).counts).toMatchObject({ paused: 0, reconnect_needed: 1 })
  const lost = describeStanding("reconnect_needed", "outdated").story
  expect(lost).toContain("a newer sign-in existed and was lost")
  expect(lost).not.toMatch(/nothing is lost/i)
})

test("while Xero refuses the app, its organisations are paused, save those that wait for a person anyway", async () => {
  await made.db.xeroApp.updateMany({ data: { faultSince: new Date() } })
  const ended = await addTenant("Ended")
  await connect(ended, { grantId: await addGrant({ state: "ended", endedReason: "refused" }) })
  const failing = await addTenant("Failing")
  await connect(failing, { grantId: await addGrant({ failingSince: new Date() }) })
  expect((await findTenant(ended))?.status).toBe("reconnect_needed")
  expect(await findTenant(failing)).toMatchObject({ status: "paused", reason: "app_fault" })
})

test("a copied database pauses everything, and an incident at Xero is no trouble of one organisation", async () => {
  const tenantId = await addTenant("Maple Florist")
  await connect(tenantId, { grantId: await addGrant({ failingSince: new Date() }) })
  await made.db.incident.create({ data: { kind: "xero_trouble" }, select: { id: true } })
  expect(await findTenant(tenantId)).toMatchObject({
    status: "xero_not_answering",
    reason: "incident",
  })
  const [ours, theirs] = [randomUUID(), randomUUID()]
  await made.db.installation.updateMany({ data: { keeperInstallationId: ours, holderId: theirs } })
  const copied = await findTenant(tenantId)
  expect(copied).toMatchObject({ status: "paused", reason: "copied_database" })
  expect(describeStanding("xero_not_answering", "incident").remedy).toBe(null)
  await made.db.installation.updateMany({ data: { keeperInstallationId: null, holderId: null } })
  await made.db.incident.deleteMany()
})

test("while Xero is in trouble, what failed says so and since when, and the others stay as they are", async () => {
  const openedAt = new Date(Date.now() - 60_000)
  const incident = await made.db.incident.create({ data: { kind: "xero_trouble", openedAt } })
  const [unmarked, marked, unharmed] = await Promise.all(
    [{ failures: 1 }, { failures: 4, failingSince: new Date(0) }, {}].map(async (grant, index) => {
      const tenantId = await addTenant(`Organisation ${index}`)
      await connect(tenantId, { grantId: await addGrant(grant) })
      return tenantId
    }),
  )
  const about = { status: "xero_not_answering", reason: "incident" }
  expect(await findTenant(unmarked ?? "")).toMatchObject({ ...about, failingSince: openedAt })
  expect(await findTenant(marked ?? "")).toMatchObject({ ...about, failingSince: new Date(0) })
  expect(await findTenant(unharmed ?? "")).toMatchObject({ status: "healthy", failingSince: null })
  await made.db.incident.delete({ where: { id: incident.id } })
})

test("in a copied database every organisation is paused, in list and detail alike", async () => {
  const ended = await addTenant("Ended")
  await connect(ended, { grantId: await addGrant({ state: "ended", endedReason: "refused" }) })
  const removed = await addTenant("Removed")
  await connect(removed, { grantId: await addGrant({}), state: "disconnected" })
  const [holderId, keeperInstallationId] = [randomUUID(), randomUUID()]
  await made.db.installation.updateMany({ data: { holderId, keeperInstallationId } })
  const paused = { status: "paused", reason: "copied_database" } as const
  expect(await findTenant(ended)).toMatchObject(paused)
  expect((await listTenants(EVERYTHING)).tenants).toMatchObject([{ tenantId: ended, ...paused }])
  expect(describeStanding(paused.status, paused.reason).remedy).toBe(null)
  expect(await findTenant(removed)).toMatchObject({ status: "removed" })
  await made.db.installation.updateMany({ data: { keeperInstallationId: holderId } })
  expect(await findTenant(ended)).toMatchObject({ status: "reconnect_needed" })
})

test("of several consents the best one speaks for an organisation", async () => {
  const tenantId = await addTenant("Maple Florist")
  const dead = await addGrant({ state: "ended", endedReason: "refused" })
  const alive = await addGrant({})
  await connect(tenantId, { grantId: dead })
  await connect(tenantId, { grantId: alive })
  const found = await findTenant(tenantId)
  expect(found).toMatchObject({ status: "healthy", grantId: alive })
  expect(found?.connections).toHaveLength(2)
  const { all, counts } = await listTenants(EVERYTHING)
  expect([all, counts.healthy, counts.reconnect_needed]).toEqual([1, 1, 0])
})

test("the consent of an app that is not configured any more speaks only where no other does", async () => {
  const oldApp = await addApp({ current: false })
  const tenantId = await addTenant("Maple Florist")
  const old = await addGrant({ xeroAppId: oldApp })
  await connect(tenantId, { grantId: old })
  const grantId = await addGrant({ state: "ended", endedReason: "refused" })
  await connect(tenantId, { grantId })
  expect(await findTenant(tenantId)).toMatchObject({ status: "reconnect_needed", grantId })
  await made.db.connection.updateMany({ where: { grantId }, data: { state: "disconnected" } })
  expect(await findTenant(tenantId)).toMatchObject({ reason: "other_app", grantId: old })
})

test("what is offered for the first time is nowhere to be seen", async () => {
  const tenantId = await addTenant("Sakura")
  await connect(tenantId, { grantId: await addGrant({}), state: "offered" })
  expect(await findTenant(tenantId)).toBeNull()
})

const addApp = (app: { current: boolean }) => rows.addApp(made.db, app)
const addGrant = (grant: Partial<Parameters<typeof rows.addGrant>[1]>) =>
  rows.addGrant(made.db, { xeroAppId: appId, ...grant })
const addTenant = (name: string) => rows.addTenant(made.db, name)
const connect = (tenantId: string, row: Parameters<typeof rows.connect>[2]) =>
  rows.connect(made.db, tenantId, row)
