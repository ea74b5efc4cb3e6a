import { beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import * as rows from "@/lib/tenants/testing"
import { findTenant } from "@/web/tenants/find-tenant"
import { listTenants } from "@/web/tenants/list-tenants"
import { EVERYTHING } from "@/web/tenants/tenant-query"

const made = shareTestDb()
let appId: string

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeEach(async () => {
  await emptyTables(made.db, "Tenant", "Grant", "XeroApp", "Connection")
  appId = await rows.addApp(made.db, { current: true })
})

test("a consent covers the organisations that it reaches now", async () => {
  const grantId = await addGrant({})
  const here = await addTenant("Maple")
  await connect(here, { grantId })
  await connect(await addTenant("Cedar"), { grantId })
  await connect(await addTenant("Gone"), { grantId, state: "disconnected_in_xero" })
  const found = await findTenant(here)
  expect(found?.covers.count).toBe(2)
  expect(found?.covers.first.map((one) => one.name)).toEqual(["Cedar", "Maple"])
  const listed = await listTenants({ ...EVERYTHING, grantId, sort: "name" })
  expect(listed.tenants.map((one) => one.name)).toEqual(["Cedar", "Maple"])
  expect(listed.coveredBy).toBe("Alice Moreau")
})

test("of thousands under one consent the page gets the first by name, and how many there are", async () => {
  const grantId = await addGrant({})
  const [{ id: here = "" } = {}] = await made.db.$queryRaw<{ id: string }[]>`
    WITH added AS (
      INSERT INTO "Tenant" ("tenantId", "name", "type")
      SELECT md5('many' || n)::uuid, 'Many ' || lpad(n::text, 4, '0'), 'ORGANISATION' FROM generate_series(1, 3000) n
      RETURNING "tenantId"
    ), connected AS (
      INSERT INTO "Connection" ("id", "connectionId", "tenantId", "grantId", "state")
      SELECT "tenantId", "tenantId", "tenantId", ${grantId}::uuid, 'connected' FROM added
    )
    SELECT "tenantId" AS id FROM added LIMIT 1`
  const found = await findTenant(here)
  expect(found?.covers.count).toBe(3000)
  expect(found?.covers.first.map((one) => one.name)).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `Many 000${n}`),
  )
  expect([found?.cutOff.ending.count, found?.cutOff.ending.first.length]).toEqual([3000, 25])
  expect(found?.cutOff.losingTokens).toHaveLength(3000)
  expect(await listTenants({ ...EVERYTHING, grantId })).toMatchObject({ all: 3000 })
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
  const { ending, kept, losingTokens } = found?.cutOff ?? {}
  expect(kept?.first.map((one) => [one.name, one.state])).toEqual([["Cedar", "connected"]])
  expect(ending?.first.map((one) => [one.name, one.state])).toEqual([
    ["Ember", "connected"],
    ["Maple", "connected"],
    ["Offered", "offered"],
    ["Quill, still listed", "disconnected"],
  ])
  expect(losingTokens).toEqual([sharedInVain, here])
})

const addGrant = (grant: Partial<Parameters<typeof rows.addGrant>[1]>) =>
  rows.addGrant(made.db, { xeroAppId: appId, ...grant })
const addTenant = (name: string) => rows.addTenant(made.db, name)
const connect = (tenantId: string, row: Parameters<typeof rows.connect>[2]) =>
  rows.connect(made.db, tenantId, row)
