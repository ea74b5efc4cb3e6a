import { randomUUID } from "node:crypto"
import { beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import type { TenantCondition } from "@/lib/tenants/tenant-filter"
import * as rows from "@/lib/tenants/testing"
import { countedWord } from "@/lib/words/counted-word"
import { exportTenants } from "@/web/tenants/export-tenants"
import { findTenant } from "@/web/tenants/find-tenant"
import { listTenants } from "@/web/tenants/list-tenants"
import { countLackingScopes, surveyScopes } from "@/web/tenants/survey-scopes"
import { EVERYTHING } from "@/web/tenants/tenant-query"

const made = shareTestDb()
let appId: string

vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeEach(async () => {
  await emptyTables(made.db, "Tenant", "Grant", "XeroApp", "Connection")
  appId = await addApp({ current: true })
})

test("what needs a person comes first, then by name whatever its case", async () => {
  const good = await addGrant({})
  const bad = await addGrant({ state: "ended", endedReason: "refused" })
  for (const name of ["beta", "Alpha", "Gamma"])
    await connect(await addTenant(name), { grantId: good })
  await connect(await addTenant("zulu"), { grantId: bad })
  const { tenants } = await listTenants(EVERYTHING)
  expect(tenants.map((one) => one.name)).toEqual(["zulu", "Alpha", "beta", "Gamma"])
  const named = await listTenants({ ...EVERYTHING, sort: "name", descending: true })
  expect(named.tenants.map((one) => one.name)).toEqual(["zulu", "Gamma", "beta", "Alpha"])
})

test("organisations that were handed over are counted as paused under a word of their own", async () => {
  const ended = { state: "ended", endedReason: "handed_over" } as const
  await connect(await addTenant("Maple Florist"), { grantId: await addGrant(ended) })
  const only = await listTenants(EVERYTHING)
  expect([only.counts.paused, only.handedOver]).toEqual([1, 1])
  const { handedOver } = only
  expect(countedWord("paused", { count: 1, handedOver })).toBe("Handed over")
  await connect(await addTenant("Oak Joinery"), {
    grantId: await addGrant({ doubtfulSince: new Date(0) }),
  })
  const both = await listTenants(EVERYTHING)
  expect([both.counts.paused, both.handedOver]).toEqual([2, 1])
  expect(countedWord("paused", { count: 2, handedOver })).toBe("Paused, handed over")
  expect(countedWord("paused", { count: 2, handedOver: 0 })).toBe("Paused")
})

test("search takes a part of the name in any case, literally, or a whole tenant id", async () => {
  const grantId = await addGrant({})
  const percent = await addTenant("100% Juice")
  await connect(percent, { grantId })
  await connect(await addTenant("O'Malley's \\ Bar_Grill"), { grantId })
  const names = async (search: string) =>
    (await listTenants({ ...EVERYTHING, search })).tenants.map((one) => one.name)
  expect(await names("JUICE")).toEqual(["100% Juice"])
  expect(await names("0%")).toEqual(["100% Juice"])
  expect(await names("%")).toEqual(["100% Juice"])
  expect(await names("r_g")).toEqual(["O'Malley's \\ Bar_Grill"])
  expect(await names("\\")).toEqual(["O'Malley's \\ Bar_Grill"])
  expect(await names('\'; DROP TABLE "Tenant"; --')).toEqual([])
  expect(await names(percent.toUpperCase())).toEqual(["100% Juice"])
})

test("a page holds 25, pages do not overlap, and counts are of all of them", async () => {
  const grantId = await addGrant({})
  for (let n = 0; n < 30; n++) await connect(await addTenant(`Same name`), { grantId })
  const first = await listTenants(EVERYTHING)
  const second = await listTenants({ ...EVERYTHING, page: 2 })
  expect([first.tenants.length, second.tenants.length]).toEqual([25, 5])
  const ids = new Set([...first.tenants, ...second.tenants].map((one) => one.tenantId))
  expect(ids.size).toBe(30)
  expect(second).toMatchObject({ all: 30, matching: 30, counts: { healthy: 30 } })
  expect((await listTenants({ ...EVERYTHING, page: 9 })).tenants).toEqual([])
})

test("removed organisations are only shown when asked for, offered ones never", async () => {
  const grantId = await addGrant({})
  const removed = await addTenant("Removed")
  await connect(removed, { grantId, state: "disconnected" })
  const offered = await addTenant("Offered")
  await connect(offered, { grantId, state: "offered" })
  expect(await listTenants(EVERYTHING)).toMatchObject({
    all: 0,
    tenants: [],
    counts: { removed: 1 },
  })
  const asked = await listTenants({ ...EVERYTHING, status: "removed" })
  expect(asked.tenants.map((one) => one.name)).toEqual(["Removed"])
  expect(await findTenant(removed)).toMatchObject({ status: "removed" })
  expect(await findTenant(offered)).toBeNull()
  expect(await findTenant(randomUUID())).toBeNull()
  expect(await findTenant("no id")).toBeNull()
})

test("the file holds what the list matches on all pages, in its order, and no cell is a formula", async () => {
  const grantId = await addGrant({})
  for (let n = 10; n < 40; n++) await connect(await addTenant(`Shop ${n}`), { grantId })
  const formula = '=HYPERLINK("https://evil.example")'
  const tenantId = await addTenant(formula)
  await connect(tenantId, { grantId })
  await made.db.tenant.update({ where: { tenantId }, data: { reference: formula } })
  await connect(await addTenant('Quill, "Main"\nStreet'), { grantId })
  const file = await new Response(await exportTenants(EVERYTHING)).text()
  const records = file.split("\r\n")
  expect(records[0]).toMatch(/^"tenantId","name",/)
  expect(records).toHaveLength(1 + 32 + 1)
  const inert = `"'=HYPERLINK(""https://evil.example"")"`
  const record = records.find((one) => one.startsWith(`"${tenantId}",${inert},`))
  expect(record?.endsWith(`,${inert}`)).toBe(true)
  expect(file).toContain(',"Quill, ""Main""\nStreet",')
  const some = await new Response(await exportTenants({ ...EVERYTHING, search: "shop 1" })).text()
  expect(some.match(/Shop \d+/g)).toEqual(Array.from({ length: 10 }, (_, n) => `Shop 1${n}`))
})

test("organisations with one authoriser that works, with missing scopes and with broad ones are found", async () => {
  const scopes = ["openid", "Accounting.Contacts.read", "Files.read"]
  await made.db.xeroApp.updateMany({ data: { scopes } })
  const whole = await addGrant({})
  const broad = await addGrant({})
  const ended = await addGrant({ state: "ended", endedReason: "refused" })
  const held = ["OPENID", "accounting.contacts.read", "files"]
  await made.db.grant.updateMany({ data: { scopes: held } })
  await made.db.grant.update({
    where: { id: broad },
    data: { scopes: ["openid", "accounting.transactions"] },
  })
  const [two, one, lone] = [await addTenant("Two"), await addTenant("One"), await addTenant("Lone")]
  for (const grantId of [whole, broad]) await connect(two, { grantId })
  for (const grantId of [whole, ended]) await connect(one, { grantId })
  await connect(lone, { grantId: broad })
  const names = async (only: TenantCondition) =>
    (await listTenants({ ...EVERYTHING, sort: "name", only })).tenants.map((row) => row.name)
  expect(await names("one_authoriser")).toEqual(["Lone", "One"])
  expect(await names("scopes_missing")).toEqual(expect.arrayContaining(["Lone"]))
  expect(await names("scopes_missing")).not.toContain("One")
  expect(await names("broad_scopes")).not.toContain("One")
  expect(await countLackingScopes()).toBe((await names("scopes_missing")).length)
  const survey = await surveyScopes()
  const counts = Object.fromEntries([...survey.asked, ...survey.broad].map(Object.values))
  expect(counts).toMatchObject({
    openid: 0,
    "Accounting.Contacts.read": (await names("scopes_missing")).length,
    "Files.read": (await names("scopes_missing")).length,
    "accounting.transactions": (await names("broad_scopes")).length,
    "accounting.reports.read": 0,
  })
  const { tenants } = await listTenants({ ...EVERYTHING, sort: "name" })
  expect(tenants.map((row) => row.authorisers)).toMatchObject([
    { count: 1, working: 1, number: 1, isReadDaily: false },
    { count: 2, working: 1 },
    { count: 2, working: 2, number: 1 },
  ])
})

test("an organisation is read daily once a service has fetched on five of the last seven days", async () => {
  const tenantId = await addTenant("Daily")
  await connect(tenantId, { grantId: await addGrant({}) })
  const member = {
    email: "daily@tenantry.example",
    name: "Dana",
    role: "admin",
    passwordHash: "-",
  } as const
  const { id: serviceId } = await made.db.service.create({
    data: { name: "Reports", reach: "all", createdBy: { create: member } },
    select: { id: true },
  })
  const isReadDaily = async () =>
    (await listTenants(EVERYTHING)).tenants[0]?.authorisers?.isReadDaily
  const days = async (count: number) =>
    made.db.$executeRaw`
      INSERT INTO "TokenFetch" ("serviceId", "tenantId", "day", "fetches", "firstAt", "lastAt")
      SELECT ${serviceId}::uuid, ${tenantId}::uuid, (clock_timestamp() AT TIME ZONE 'UTC')::date - n, 1,
        clock_timestamp(), clock_timestamp()
      FROM generate_series(1, ${count}::int) n ON CONFLICT DO NOTHING`
  await days(4)
  expect(await isReadDaily()).toBe(false)
  await days(5)
  expect(await isReadDaily()).toBe(true)
})

const addApp = (app: { current: boolean }) => rows.addApp(made.db, app)
const addGrant = (grant: Omit<Parameters<typeof rows.addGrant>[1], "xeroAppId">) =>
  rows.addGrant(made.db, { xeroAppId: appId, ...grant })
const addTenant = (name: string) => rows.addTenant(made.db, name)
const connect = (tenantId: string, row: Parameters<typeof rows.connect>[2]) =>
  rows.connect(made.db, tenantId, row)
