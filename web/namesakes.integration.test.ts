import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { createTestDb, type WebTestDb } from "@/lib/db/test-db"
import { listCounted } from "@/web/counted/list-counted"
import { listOpenIncidents } from "@/web/incidents/list-open-incidents"
import { ALL_LINKS } from "@/web/links/link-query"
import { listLinks } from "@/web/links/list-links"
import { listConsentApps } from "@/web/xero-apps/list-xero-apps"

let made: WebTestDb
vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(async () => {
  made = await createTestDb()
})
afterAll(() => made.drop())
beforeEach(() =>
  emptyTables(made.db, "Tenant", "Grant", "XeroApp", "Incident", "Member", "Link", "Service"),
)

const ID = (first: string, last: number) => `${first}-0000-4000-8000-00000000000${last}`
const OLIVE = ID("01e00000", 1)

test("connections that Xero counts are told from their namesakes, whether those are known here or not", async () => {
  const xeroAppId = await addXeroApp("Main app", "76645D17ED29411487E0D9E5DE2B493B")
  await made.db.tenant.create({
    data: { tenantId: ID("3f2a91c0", 1), name: "Demo Company", type: "ORGANISATION" },
  })
  const listed = [
    [ID("77b5e6d2", 1), "Demo\u200B company"],
    [ID("3f2a91c0", 2), "Demo Company"],
    [ID("5c1d2e3f", 1), "\u2060"],
    [ID("9a8b7c6d", 1), "Maple"],
    [ID("9a8b7c6d", 1), "Maple"],
  ]
  await made.db.appConnection.createMany({
    data: listed.map(([tenantId = "", name = ""], at) => {
      return { connectionId: ID("c0000000", at), xeroAppId, tenantId, name, type: "ORGANISATION" }
    }),
  })
  const { rows } = await listCounted(1)
  expect(Object.fromEntries(rows.map((one) => [one.connectionId.slice(-1), one.name]))).toEqual({
    0: "Demo\u200B company · 77b5e6d2",
    1: `Demo Company · ${ID("3f2a91c0", 2)}`,
    2: "(no name) · 5c1d2e3f",
    3: "Maple",
    4: "Maple",
  })
})

test("links for one name, or for nobody by name, are told apart, and a service's link says so", async () => {
  const member = { id: OLIVE, email: "olive@tenantry.example", name: "Olive" } as const
  await made.db.member.create({ data: { ...member, role: "admin", passwordHash: "none" } })
  const serviceId = ID("5e000000", 1)
  await made.db.service.create({
    data: { id: serviceId, name: "Shop", reach: "chosen", createdById: OLIVE },
  })
  const shared = {
    purpose: "connect",
    madeById: OLIVE,
    days: 7,
    expiresAt: "2100-01-01T00:00:00Z",
  } as const
  await made.db.link.createMany({
    data: [
      { ...shared, id: ID("aaaa0001", 1), recipientName: "Bob" },
      { ...shared, id: ID("aaaa0002", 2), recipientEmail: "bob" },
      { ...shared, id: ID("aaaa0003", 3), recipientName: "Pat" },
      { ...shared, id: ID("aaaa0004", 4), recipientName: "Pat", state: "withdrawn" },
      { ...shared, id: ID("aaaa0005", 5), serviceId },
    ],
  })
  const { links } = await listLinks(ALL_LINKS)
  const shown = links.map(({ linkId, mark, madeBy }) => [Number(linkId.slice(-1)), mark, madeBy])
  expect(shown.sort()).toEqual([
    [1, "aaaa0001", "Olive"],
    [2, "aaaa0002", "Olive"],
    [3, null, "Olive"],
    [4, "aaaa0004", "Olive"],
    [5, "aaaa0005", "Shop"],
  ])
})

test("Xero apps of one name are told apart by the last part of their client ids, in what troubles them too", async () => {
  const xeroAppId = await addXeroApp("Payroll", "76645D17ED29411487E0D9E5DE2B493B")
  await made.db.incident.create({ data: { kind: "app_fault", xeroAppId } })
  await addXeroApp("payroll ", "1ABCDD17ED29411487E0D9E5DE2B0001")
  await addXeroApp("Reports", "2ABCDD17ED29411487E0D9E5DE2B0002")
  const apps = await listConsentApps()
  expect(apps.map((one) => one.name).sort()).toEqual([
    "Payroll · DE2B493B",
    "Reports",
    "payroll  · DE2B0001",
  ])
  const [incident] = await listOpenIncidents()
  expect(incident?.app?.name).toBe("Payroll · DE2B493B")
})

async function addXeroApp(name: string, clientId: string): Promise<string> {
  const data = { name, clientId, issuer: "https://xero.example", clientSecretsSealed: "none" }
  const { id } = await made.db.xeroApp.create({ data: { ...data, scopes: [], usable: true } })
  return id
}
