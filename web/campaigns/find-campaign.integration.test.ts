import { randomUUID } from "node:crypto"
import { expect, test, vi } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import type { LinkPurpose } from "@/lib/links/link-terms"
import { addApp, addGrant, addTenant, connect } from "@/lib/tenants/testing"
import { findCampaign, listCampaigns } from "@/web/campaigns/find-campaign"

const ID = (last: number) => `0d0f3cf5-0000-4000-8000-00000000000${last}`
const LATER = new Date("2100-01-01T00:00:00Z")
const made = shareTestDb()
vi.mock("@/web/auth/require-member", () => ({
  requireMember: async () => ({ memberId: "m", role: "viewer" }),
}))
vi.mock("@/web/db", () => ({ db: () => made.web }))

test("a campaign counts as done what was done another way, and says of each link how it stands", async () => {
  const appId = await addApp(made.db, { current: true })
  await made.db.xeroApp.updateMany({ data: { scopes: ["openid", "files"] } })
  const member = { id: ID(0), email: "olive@tenantry.example", name: "Olive" } as const
  await made.db.member.create({ data: { ...member, role: "admin", passwordHash: "none" } })
  await made.db.campaign.create({ data: { id: ID(0), memberId: ID(0), days: 7 } })
  const consent = async (tenantId: string, scopes: string[], consentedAt = LATER, by = {}) => {
    const grantId = await addGrant(made.db, { xeroAppId: appId, ...by })
    await made.db.grant.update({ where: { id: grantId }, data: { scopes, consentedAt } })
    await connect(made.db, tenantId, { grantId })
  }
  await addLink(1, "reconnect").then((id) => consent(id, ["openid"]))
  await addLink(2, "reconnect").then((id) => consent(id, ["openid"], new Date(0)))
  await addLink(3, "wider_scopes").then((id) => consent(id, ["openid"]))
  await addLink(4, "wider_scopes").then((id) => consent(id, ["openid", "files"]))
  const alone = await addLink(5, "second_authoriser")
  const alice = { xeroUserId: randomUUID() }
  const otherApp = { xeroAppId: await addApp(made.db, { current: false }) }
  await made.db.xeroApp.updateMany({ data: { usable: true } })
  for (const app of [{}, otherApp]) await consent(alone, ["openid"], LATER, { ...alice, ...app })
  await made.db.link.update({ where: { id: ID(2) }, data: { state: "done", doneAt: LATER } })
  expect(await listCampaigns()).toMatchObject([{ all: 5, done: 3, open: 2 }])
  const rows = async () =>
    (await findCampaign(ID(0)))?.rows.map((row) => [
      row.linkId.at(-1),
      row.standing,
      row.isDone,
      row.isPlanned,
    ])
  await made.db.campaignLink.update({ where: { linkId: ID(3) }, data: { nextMailAt: null } })
  expect(await rows()).toEqual([
    ["3", "made", false, false],
    ["5", "made", false, true],
    ["1", "made", true, true],
    ["2", "done", true, false],
    ["4", "made", true, true],
  ])
  await made.db.xeroApp.updateMany({ data: { scopes: ["openid"] } })
  await consent(alone, ["openid"])
  expect(await findCampaign(ID(0))).toMatchObject({ all: 5, done: 5, open: 0 })
})

async function addLink(at: number, purpose: LinkPurpose): Promise<string> {
  const tenantId = await addTenant(made.db, `Shop ${at}`)
  const link = { purpose, tenantId, madeById: ID(0), recipientEmail: `${at}@ledgers.example` }
  const data = { ...link, id: ID(at), days: 7, expiresAt: LATER }
  await made.db.link.create({ data, select: { id: true } })
  await made.db.campaignLink.create({ data: { campaignId: ID(0), linkId: ID(at) } })
  return tenantId
}
