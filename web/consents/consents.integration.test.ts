import { randomUUID } from "node:crypto"
import { beforeAll, beforeEach, expect, test, vi } from "vitest"
import type { ConsentOutcome } from "@/lib/contract/outcomes"
import { shareTestDb } from "@/lib/db/share-test-db"
import { addApp, addGrant, addTenant, connect } from "@/lib/tenants/testing"
import { findConsentOutcome } from "@/web/consents/find-consent-outcome"
import { listOpenOffers } from "@/web/consents/list-open-offers"

const MAPLE = { tenantId: "0a3f1c52-5b1e-4f6d-9c11-6f2d5b7e0001", name: "Maple Florist" }
const made = shareTestDb()
let appId: string
let olivia: string
let member: string

vi.mock("@/web/auth/require-member", () => ({
  requireMember: async () => ({ memberId: member }),
}))
vi.mock("@/web/db", () => ({ db: () => made.web }))

beforeAll(async () => {
  appId = await addApp(made.db, { current: true })
  olivia = await addMember("Olivia")
})
beforeEach(() => {
  member = olivia
})

test("a member finds how their own consent ended, no one else's", async () => {
  const outcome: ConsentOutcome = {
    kind: "connected",
    xeroUserName: "Alice",
    added: [MAPLE],
    organisations: [MAPLE],
  }
  const consentId = await addConsent({ outcome, consumedSecondsAgo: 1 })
  expect(await findConsentOutcome(consentId)).toMatchObject({ outcome })
  member = await addMember("Adam")
  expect(await findConsentOutcome(consentId)).toBeNull()
})

test("a consent without an outcome is running, then interrupted; one that waits at Xero is nothing yet", async () => {
  const kindOf = async (consent: ConsentFacts) =>
    (await findConsentOutcome(await addConsent(consent)))?.outcome.kind
  expect(await kindOf({ consumedSecondsAgo: 1 })).toBe("running")
  expect(await kindOf({ consumedSecondsAgo: 61 })).toBe("interrupted")
  expect(await kindOf({})).toBeUndefined()
  expect(await findConsentOutcome("no id")).toBeNull()
})

test("an outcome that cannot be read is not shown as one", async () => {
  const consentId = await addConsent({ consumedSecondsAgo: 61, outcome: { kind: "later" } })
  expect((await findConsentOutcome(consentId))?.outcome).toEqual({ kind: "interrupted" })
})

test("where nothing new was connected, what Xero lists and is disconnected here is named", async () => {
  const organisations = await Promise.all(
    ["Harbour", "Quill"].map(async (name) => ({ name, tenantId: await addTenant(made.db, name) })),
  )
  await made.db.tenant.updateMany({ where: { name: "Quill" }, data: { removedAt: new Date() } })
  const outcome: ConsentOutcome = { kind: "nothing_new", xeroUserName: "Alice", organisations }
  const consentId = await addConsent({ outcome, consumedSecondsAgo: 1 })
  expect((await findConsentOutcome(consentId))?.removed).toEqual([organisations[1]])
})

test("an offer waits until someone decides", async () => {
  const grantId = await addGrant(made.db, { xeroAppId: appId })
  const offeredId = await addTenant(made.db, "Sakura")
  await connect(made.db, offeredId, { grantId, state: "offered" })
  const offered = [{ tenantId: offeredId, name: "Sakura" }]
  const outcome = {
    kind: "other_organisation",
    xeroUserName: "Taro",
    organisations: offered,
    offered,
    decision: "open",
  } as const
  const consentId = await addConsent({ outcome, consumedSecondsAgo: 1, grantId })
  await addConsent({ outcome: { ...outcome, decision: "undone" }, consumedSecondsAgo: 1, grantId })
  const words = { consentId, startedBy: "Olivia", xeroUserName: "Taro", before: [] }
  const expected = { ...words, count: 1, organisations: offered }
  expect(await listOpenOffers()).toEqual([{ ...expected, tenantId: null }])
  const claimed = { tenantId: await addTenant(made.db, "Palm"), name: "Palm" }
  await connect(made.db, claimed.tenantId, { grantId })
  const both = { ...outcome, offered: [claimed, ...offered] }
  await made.db.consentRequest.update({ where: { id: consentId }, data: { outcome: both } })
  await addConsent({ outcome: { ...outcome, offered: [claimed] }, consumedSecondsAgo: 1, grantId })
  expect(await listOpenOffers()).toEqual([{ ...expected, tenantId: null }])
  await made.db.connection.updateMany({ where: { grantId }, data: { state: "connected" } })
  expect(await listOpenOffers()).toEqual([])
})

test("an offer by a link's holder tells that link from another for the same name", async () => {
  const grantId = await addGrant(made.db, { xeroAppId: appId })
  const tenantId = await addTenant(made.db, "Sakura")
  await connect(made.db, tenantId, { grantId, state: "offered" })
  const offered = [{ tenantId, name: "Sakura" }]
  const facts = { purpose: "connect", madeById: olivia, days: 7 } as const
  const expiresAt = "2100-01-01T00:00:00Z"
  const ids = ["Bob", "BOB\u200B"].map((recipientName) => ({ id: randomUUID(), recipientName }))
  await made.db.link.createMany({ data: ids.map((one) => ({ ...facts, expiresAt, ...one })) })
  const outcome = { kind: "other_organisation", xeroUserName: "Taro", organisations: offered }
  const open = { ...outcome, offered, decision: "open" }
  const id = await addConsent({ outcome: open, consumedSecondsAgo: 1, grantId })
  const linkId = ids[0]?.id ?? ""
  await made.db.consentRequest.update({ where: { id }, data: { memberId: null, linkId } })
  const [offer] = await listOpenOffers()
  expect(offer?.startedBy).toBe(`The holder of Bob · ${linkId.slice(0, 8)}’s link`)
  await made.db.connection.deleteMany({ where: { grantId } })
})

test("an offer of many organisations says how many, and names the first", async () => {
  const grantId = await addGrant(made.db, { xeroAppId: appId })
  const offered = []
  for (let n = 0; n < 7; n++) {
    const name = `Orchard ${n}`
    const tenantId = await addTenant(made.db, name)
    await connect(made.db, tenantId, { grantId, state: "offered" })
    offered.push({ tenantId, name })
  }
  const outcome = { kind: "other_organisation", xeroUserName: "Taro", organisations: offered }
  const open = { ...outcome, offered, decision: "open" }
  await addConsent({ outcome: open, consumedSecondsAgo: 1, grantId })
  expect(await listOpenOffers()).toMatchObject([{ count: 7, organisations: offered.slice(0, 5) }])
})

async function addMember(name: string): Promise<string> {
  const { id } = await made.db.member.create({
    data: { name, email: `${name}@tenantry.example`, role: "admin", passwordHash: "none" },
    select: { id: true },
  })
  return id
}

async function addConsent(consent: ConsentFacts): Promise<string> {
  const { consumedSecondsAgo, outcome, grantId } = consent
  const { id } = await made.db.consentRequest.create({
    data: {
      stateHash: randomUUID(),
      browserHash: "none",
      nonce: "none",
      purpose: "connect",
      memberId: olivia,
      xeroAppId: appId,
      expiresAt: new Date(),
      grantId,
      ...(consumedSecondsAgo && { consumedAt: new Date(Date.now() - consumedSecondsAgo * 1000) }),
      ...(outcome && { outcome }),
    },
    select: { id: true },
  })
  return id
}

type ConsentFacts = { consumedSecondsAgo?: number; outcome?: object; grantId?: string }
