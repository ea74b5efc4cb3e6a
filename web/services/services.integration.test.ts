import { beforeAll, beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import * as rows from "@/lib/tenants/testing"
import { listReached } from "@/web/services/list-choices"
import { listFetchDays } from "@/web/services/list-fetch-days"
import { listLedger } from "@/web/services/list-ledger"
import { listReaders } from "@/web/services/list-readers"
import { listSeenSecrets } from "@/web/services/list-seen-secrets"
import { listServices } from "@/web/services/list-services"
import type { ServiceQuery } from "@/web/services/service-query"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000
const EVERYTHING: ServiceQuery = { search: "", state: null, page: 1 }
const LEDGER = { only: null, page: 1 }
const made = shareTestDb()
let xeroAppId: string
let grantId: string
let memberId: string

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(async () => {
  const member = { name: "Olivia Hart", email: "olivia@tenantry.example", passwordHash: "none" }
  const { id } = await made.db.member.create({ data: { ...member, role: "owner" } })
  memberId = id
  xeroAppId = await rows.addApp(made.db, { current: true })
})
beforeEach(async () => {
  // Links name organisations, and grants the link that brought them.
  await emptyTables(made.db, "Service", "Tenant", "Link", "Grant")
  grantId = await rows.addGrant(made.db, { xeroAppId })
})

test("secrets that a disabled member has seen are listed, and no others", async () => {
  const gone = await made.db.member.create({
    data: { name: "Gus", email: "gus@tenantry.example", role: "admin", passwordHash: "none" },
    select: { id: true },
  })
  const seen = (seenById: string | null, digest: string) => ({ digest, hint: "abcd", seenById })
  const ledger = await addService("Ledger export")
  const ended = await addService("Ended", { revokedAt: daysAgo(1) })
  const secrets = [seen(gone.id, "one"), seen(memberId, "two"), seen(null, "three")]
  await made.db.serviceSecret.createMany({
    data: [
      ...secrets.map((one) => ({ ...one, serviceId: ledger })),
      { ...seen(gone.id, "four"), serviceId: ended },
    ],
  })
  expect(await listSeenSecrets()).toEqual([])
  await made.db.member.update({ where: { id: gone.id }, data: { disabledAt: daysAgo(1) } })
  expect(await listSeenSecrets()).toMatchObject([
    {
      serviceId: ledger,
      serviceName: "Ledger export",
      hint: "abcd",
      seenBy: "Gus",
      secretCount: 3,
    },
  ])
})

test("services are listed by name with their state, and the revoked ones only when asked for", async () => {
  await addService("beta", { disabledAt: daysAgo(1), expiresAt: daysAgo(2) })
  await addService("Alpha")
  await addService("gamma", { expiresAt: daysAgo(1) })
  await addService("delta", { revokedAt: daysAgo(1), disabledAt: daysAgo(2) })
  const page = await listServices(EVERYTHING)
  const states = ["Alpha active", "beta disabled", "gamma expired"]
  expect(page.services.map(({ name, state }) => `${name} ${state}`)).toEqual(states)
  expect(page).toMatchObject({ all: 3, matching: 3, counts: { active: 1, revoked: 1 } })
  const revoked = await listServices({ ...EVERYTHING, state: "revoked" })
  expect(revoked.services.map((one) => one.name)).toEqual(["delta"])
  expect((await listServices({ ...EVERYTHING, search: "%" })).services).toEqual([])
  expect((await listServices({ ...EVERYTHING, search: "ALPH" })).matching).toBe(1)
})

test("the ledger tells what was fetched of which organisation, and what is allowed and not used", async () => {
  const [used, idle, never, fresh, past] = await addTenants(5)
  const serviceId = await addService("export")
  await allow(serviceId, { [used]: 90, [idle]: 90, [never]: 40, [fresh]: 2 })
  await fetched(serviceId, { [used]: 1, [idle]: 45, [past]: 3 })
  const { rows: told, all, unused } = await listLedger(serviceId, LEDGER)
  expect(told.map((row) => [row.tenantId, row.usage, row.recentFetches])).toEqual([
    [used, "used", 7],
    [past, "past", 7],
    [idle, "idle", 0],
    [never, "never", 0],
    [fresh, "new", 0],
  ])
  expect({ all, unused }).toEqual({ all: 5, unused: 2 })
  const only = await listLedger(serviceId, { only: "unused", page: 1 })
  expect(only.rows.map((row) => row.tenantId)).toEqual([idle, never])
  expect(only.matching).toBe(2)
})

test("a service that reaches all has every connected organisation in its ledger, others not", async () => {
  const [connected] = await addTenants(1)
  await rows.addTenant(made.db, "Only offered")
  const serviceId = await addService("reporting", { reach: "all" })
  await addService("other")
  const { rows: told } = await listLedger(serviceId, LEDGER)
  expect(told.map((row) => [row.tenantId, row.standing?.status])).toEqual([[connected, "healthy"]])
})

test("fetches are counted by day, days without any included, and another service's not", async () => {
  const [one, other] = await addTenants(2)
  const serviceId = await addService("export")
  await fetched(serviceId, { [one]: 0, [other]: 0 })
  await fetched(await addService("sync"), { [one]: 0 })
  const days = await listFetchDays(serviceId)
  expect(days).toHaveLength(30)
  expect(days.at(-1)).toEqual({ day: new Date().toISOString().slice(0, 10), fetches: 14 })
  expect(days[0]?.fetches).toBe(0)
})

test("who reads an organisation: the chosen and those that reach all, never the revoked", async () => {
  const [here, elsewhere] = await addTenants(2)
  const chosen = await addService("chosen")
  await allow(chosen, { [here]: 10 })
  await allow(await addService("another's"), { [elsewhere]: 10 })
  await addService("all", { reach: "all", disabledAt: daysAgo(1) })
  await addService("gone", { reach: "all", revokedAt: daysAgo(1) })
  await fetched(chosen, { [here]: 0, [elsewhere]: 0 })
  const readers = await listReaders([here])
  expect(readers.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "chosen active",
    "all disabled",
  ])
  expect(readers[0]?.lastFetchAt).not.toBeNull()
  expect(await listReaders([])).toEqual([])
})

test("what waits for an admin's approval is read by no service that reaches all", async () => {
  const [known, waiting] = await addTenants(2)
  await made.db.tenant.update({ where: { tenantId: waiting }, data: { heldSince: daysAgo(1) } })
  const serviceId = await addService("all", { reach: "all" })
  expect(await listReaders([waiting])).toEqual([])
  expect(await listReaders([known, waiting])).toHaveLength(1)
  const { rows: told } = await listLedger(serviceId, LEDGER)
  expect(told.map((row) => row.tenantId)).toEqual([known])
  expect((await listReached(serviceId, 5)).map((one) => one.tenantId)).toEqual([known])
})

async function addService(name: string, facts: ServiceFacts = {}): Promise<string> {
  const { id } = await made.db.service.create({
    data: { name, reach: "chosen", createdById: memberId, createdAt: daysAgo(100), ...facts },
  })
  return id
}

async function addTenants(count: 1): Promise<[string]>
async function addTenants(count: 2): Promise<[string, string]>
async function addTenants(count: 5): Promise<[string, string, string, string, string]>
async function addTenants(count: number): Promise<string[]> {
  const tenantIds: string[] = []
  for (let nth = 0; nth < count; nth += 1) {
    const tenantId = await rows.addTenant(made.db, `Organisation ${nth}`)
    await rows.connect(made.db, tenantId, { grantId })
    tenantIds.push(tenantId)
  }
  return tenantIds
}

/** By tenant id: allowed how many days ago. */
async function allow(serviceId: string, days: Record<string, number>): Promise<void> {
  await made.db.serviceAccess.createMany({
    data: Object.entries(days).map(([tenantId, ago]) => ({
      serviceId,
      tenantId,
      createdAt: daysAgo(ago),
    })),
  })
}

/** By tenant id: fetched seven times how many days ago. */
async function fetched(serviceId: string, days: Record<string, number>): Promise<void> {
  await made.db.tokenFetch.createMany({
    data: Object.entries(days).map(([tenantId, ago]) => {
      const at = daysAgo(ago)
      const day = new Date(at.toISOString().slice(0, 10))
      return { serviceId, tenantId, day, fetches: 7, firstAt: at, lastAt: at }
    }),
  })
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_IN_MILLISECONDS)
}

type ServiceFacts = {
  reach?: "all"
  disabledAt?: Date
  expiresAt?: Date
  revokedAt?: Date
}
