import { beforeEach, expect, test, vi } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestDb } from "@/lib/db/share-test-db"
import { addGrant, connect } from "@/lib/tenants/testing"
import { listChannels } from "@/web/alerts/list-channels"
import { listDeliveries } from "@/web/alerts/list-deliveries"
import { findCampaign } from "@/web/campaigns/find-campaign"
import { listUnaddressed } from "@/web/campaigns/list-unaddressed"
import { listCounted } from "@/web/counted/list-counted"
import { findImport } from "@/web/imports/find-import"
import { listOpenIncidents } from "@/web/incidents/list-open-incidents"
import { ALL_LINKS } from "@/web/links/link-query"
import { listLinks } from "@/web/links/list-links"
import { listConsentApps } from "@/web/xero-apps/list-xero-apps"

const made = shareTestDb()
vi.mock("@/web/auth/require-member", () => ({
  requireMember: async () => ({ memberId: "m", role: "owner" }),
}))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeEach(() =>
  emptyTables(
    made.db,
    ...(["Tenant", "Grant", "XeroApp", "Incident", "Member", "Link", "Service"] as const),
    ...(["AlertChannel", "Import", "Campaign"] as const),
  ),
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
      { ...shared, id: ID("aaaa0006", 6), recipientName: "Eve" },
      { ...shared, id: ID("aaaa0007", 7), recipientName: "Ｅve\u200B" },
      { ...shared, id: ID("aaaa0008", 8), recipientName: "\u3164" },
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
    [6, "aaaa0006", "Olive"],
    [7, "aaaa0007", "Olive"],
    [8, "aaaa0008", "Olive"],
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

test("alert channels of one name are told apart in their list and at their deliveries", async () => {
  const ids = [ID("c4000000", 1), ID("c5000000", 2), ID("c6000000", 3)]
  await made.db.alertChannel.createMany({
    data: ["Ops", "OPS\u200B", "Sales"].map((name, at) => {
      return { id: ids[at], kind: "email" as const, name, mailTo: ["ops@maple.example"] }
    }),
  })
  await made.db.alertDelivery.createMany({
    data: ids.map((channelId) => ({ channelId, phase: "test" as const, message: {} })),
  })
  const labels = ["OPS\u200B · c5000000", "Ops · c4000000", "Sales"]
  expect((await listChannels()).map((one) => one.label).sort()).toEqual(labels)
  const { deliveries } = await listDeliveries(1)
  expect(deliveries.map((one) => one.channelName).sort()).toEqual(labels)
})

test("organisations of one name are told apart in what an import and a campaign did", async () => {
  const tenantIds = [ID("3f2a91c0", 1), ID("77b5e6d2", 2)]
  await made.db.tenant.createMany({
    data: tenantIds.map((tenantId) => ({ tenantId, name: "Demo Company", type: "ORGANISATION" })),
  })
  const labels = ["Demo Company · 3f2a91c0", "Demo Company · 77b5e6d2"]
  const [importId, campaignId] = [ID("1a000000", 1), ID("ca000000", 1)]
  const organisations = tenantIds.map((tenantId) => ({ tenantId, name: "Demo Company" }))
  const outcome = { kind: "connected", xeroUserName: "Alice", organisations, count: 2 }
  await made.db.import.create({
    data: {
      id: importId,
      rows: { create: { line: 1, position: 0, source: "token", outcome } },
    },
  })
  const [row] = (await findImport(importId, 1))?.rows ?? []
  expect(row?.outcome).toMatchObject({ organisations: labels.map((name) => ({ name })) })
  const member = { id: OLIVE, email: "olive@tenantry.example", name: "Olive" } as const
  await made.db.member.create({ data: { ...member, role: "admin", passwordHash: "none" } })
  await made.db.campaign.create({ data: { id: campaignId, memberId: OLIVE, days: 7 } })
  for (const [at, tenantId] of tenantIds.entries()) {
    const link = { purpose: "reconnect", madeById: OLIVE, days: 7 } as const
    const expiresAt = "2100-01-01T00:00:00Z"
    await made.db.link.create({
      data: { ...link, expiresAt, id: ID(`aaaa000${at}`, 1), tenantId },
    })
    await made.db.campaignLink.create({ data: { campaignId, linkId: ID(`aaaa000${at}`, 1) } })
  }
  const campaign = await findCampaign(campaignId)
  expect(campaign?.rows.map((one) => one.organisation).sort()).toEqual(labels)
})

test("where addresses are typed, organisations and Xero users of one name are told apart", async () => {
  const xeroAppId = await addXeroApp("Main app", "76645D17ED29411487E0D9E5DE2B493B")
  const tenantIds = [ID("3f2a91c0", 1), ID("77b5e6d2", 2)]
  const labels = ["Demo Company · 3f2a91c0", "Demo\u200B Company · 77b5e6d2"]
  for (const [at, tenantId] of tenantIds.entries()) {
    const name = ["Demo Company", "Demo\u200B Company"][at] ?? ""
    await made.db.tenant.create({ data: { tenantId, name, type: "ORGANISATION" } })
    const xeroUserId = ID(`a11ce00${at}`, 1)
    const grantId = await addGrant(made.db, { xeroAppId, xeroUserId, xeroUserName: "Alice" })
    await connect(made.db, tenantId, { grantId })
  }
  for (const purpose of ["second_authoriser", "reconnect"] as const) {
    const asked = await listUnaddressed({ kind: "chosen", tenantIds }, purpose, 5)
    expect(asked.map((one) => one.name).sort()).toEqual(labels.sort())
    const users = asked.map((one) => one.xeroUserName)
    expect(users.sort()).toEqual(["Alice · a11ce000", "Alice · a11ce001"])
  }
})

async function addXeroApp(name: string, clientId: string): Promise<string> {
  const data = { name, clientId, issuer: "https://xero.example", clientSecretsSealed: "none" }
  const { id } = await made.db.xeroApp.create({ data: { ...data, scopes: [], usable: true } })
  return id
}
