import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import * as rows from "@/lib/tenants/testing"
import { findTenant } from "@/web/tenants/find-tenant"

let made: TestDb
let appId: string

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.db }))

beforeAll(async () => {
  made = await createTestDb()
})
afterAll(() => made.drop())
beforeEach(async () => {
  await made.db.$executeRaw`TRUNCATE "Tenant", "Grant", "XeroApp", "Connection" CASCADE`
  appId = await rows.addApp(made.db, { current: true })
})

test("a consent covers the organisations that it reaches now", async () => {
  const grantId = await addGrant({})
  const here = await addTenant("Maple")
  await connect(here, { grantId })
  await connect(await addTenant("Cedar"), { grantId })
  await connect(await addTenant("Gone"), { grantId, state: "disconnected_in_xero" })
  const found = await findTenant(here)
  expect(found?.covers.map((one) => one.name)).toEqual(["Cedar", "Maple"])
})

test("a revocation cuts off all that Xero lists for the consent, save what another consent reaches", async () => {
  const [earlier, now] = [new Date(Date.now() - 60_000), new Date()]
  const grantId = await addGrant({ lastCheckedAt: now })
  const here = await addTenant("Maple")
  const shared = await addTenant("Cedar")
  const sharedInVain = await addTenant("Ember")
  for (const tenantId of [here, shared, sharedInVain]) await connect(tenantId, { grantId })
  await connect(shared, { grantId: await addGrant({}) })
  await connect(sharedInVain, {
    grantId: await addGrant({ state: "ended", endedReason: "refused" }),
  })
  await connect(await addTenant("Offered"), { grantId, state: "offered" })
  const removed = { grantId, state: "disconnected", endedAt: earlier } as const
  await connect(await addTenant("Quill, still listed"), { ...removed, lastSeenAt: now })
  await connect(await addTenant("Removed"), { ...removed, lastSeenAt: earlier })
  await connect(await addTenant("Gone"), { grantId, state: "disconnected_in_xero" })
  const found = await findTenant(here)
  expect(found?.cutOff.map((one) => [one.name, one.state, one.keepsWorking])).toEqual([
    ["Cedar", "connected", true],
    ["Ember", "connected", false],
    ["Maple", "connected", false],
    ["Offered", "offered", false],
    ["Quill, still listed", "disconnected", false],
  ])
})

const addGrant = (grant: Partial<Parameters<typeof rows.addGrant>[1]>) =>
  rows.addGrant(made.db, { xeroAppId: appId, ...grant })
const addTenant = (name: string) => rows.addTenant(made.db, name)
const connect = (tenantId: string, row: Parameters<typeof rows.connect>[2]) =>
  rows.connect(made.db, tenantId, row)
