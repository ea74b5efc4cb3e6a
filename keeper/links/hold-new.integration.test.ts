import { randomUUID } from "node:crypto"
import { afterEach, beforeAll, describe, expect, it } from "vitest"
import { decideOffer } from "@/keeper/consent/decide-offer"
import { changeLogo } from "@/keeper/links/change-logo"
import { changeReference } from "@/keeper/links/change-reference"
import { approveTenant } from "@/keeper/links/hold-new"
import { changeLinkSettings } from "@/keeper/links/link-settings"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { giveLink, viewOf, visit } from "@/keeper/testing/link-visits"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
const testEnv = shareTestEnv()
let door: Door

beforeAll(async () => {
  door = await openDoor(testEnv)
})
afterEach(async () => {
  await emptyTables(testEnv.db, "AuditEvent", "Link", "LinkSettings", "Grant", "Tenant", "Service")
  await testEnv.control.reset()
})

describe("a link for one organisation", () => {
  it("reconnects it", async () => {
    await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
    await testEnv.control.disconnect({ tenantId: mapleFlorist })
    const { token } = await giveLink(testEnv, { purpose: "reconnect", tenantId: mapleFlorist })
    const view = await visit(testEnv.keeper, token, { as: "alice", choose: "mapleFlorist" })
    expect(view).toMatchObject({
      standing: "done",
      outcome: { kind: "connected", names: ["Maple Florist"] },
    })
    expect(await isHeld(mapleFlorist)).toBe(false)
  })

  it("moves nothing where its holder chose another one, and an admin gets the offer", async () => {
    await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
    const { token } = await giveLink(testEnv, {
      purpose: "reconnect",
      tenantId: mapleFlorist,
    })
    const view = await visit(testEnv.keeper, token, { as: "taro", choose: "sakura" })
    expect(view).toMatchObject({
      standing: "failed",
      organisation: "Maple Florist",
      outcome: { kind: "other_organisation" },
    })
    const offered = await testEnv.db.connection.findMany({
      where: { state: "offered" },
      select: { tenantId: true },
    })
    expect(offered).toEqual([{ tenantId: TENANTS.sakura }])
  })

  it("for a second authoriser is done by somebody else alone", async () => {
    await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
    const { token } = await giveLink(testEnv, {
      purpose: "second_authoriser",
      tenantId: mapleFlorist,
    })
    const same = await visit(testEnv.keeper, token, { as: "alice", choose: "continue" })
    expect(same).toMatchObject({ standing: "failed", outcome: { kind: "same_authoriser" } })
    const other = await visit(testEnv.keeper, token, { as: "bjorn", choose: "mapleFlorist" })
    expect(other).toMatchObject({ standing: "done", outcome: { kind: "connected" } })
  })
})

describe("a new organisation that came by a link", () => {
  it("is out of reach of services that reach all, until an admin approves it", async () => {
    const [all, chosen] = await come()
    const asked = { resource: mapleFlorist }
    expect((await ask(all)).status).toBe(400)
    expect((await ask(chosen)).status).toBe(200)
    const input = { tenantId: mapleFlorist }
    const approved = await approveTenant(testEnv.keeper, testEnv.memberId, input)
    expect(approved).toEqual({ kind: "approved" })
    await expect.poll(async () => (await ask(all)).status).toBe(200)

    function ask(service: Parameters<typeof formOf>[0]) {
      return askToken(door, { ...formOf(service), ...asked })
    }
  })

  it("waits for nobody where an owner says so, and where a member consents to it themselves", async () => {
    await connectByLink()
    expect(await isHeld(mapleFlorist)).toBe(true)
    await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
    expect(await isHeld(mapleFlorist)).toBe(false)
    await changeLinkSettings(testEnv.keeper, testEnv.memberId, { ...SETTINGS, holdsNew: false })
    const { token } = await giveLink(testEnv)
    await visit(testEnv.keeper, token, { as: "taro", choose: "sakura" })
    expect(await isHeld(TENANTS.sakura)).toBe(false)
  })

  it.each([false, true])(
    "waits after a disconnection here where a service asked for it: %s",
    async (byService) => {
      await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
      await disconnectTenant(testEnv.keeper, testEnv.memberId, mapleFlorist)
      const { clientId } = await createTestService(testEnv)
      const wanted = { purpose: "reconnect", tenantId: mapleFlorist } as const
      const { linkId, token } = await giveLink(testEnv, wanted)
      const serviceId = byService ? clientId : null
      await testEnv.db.link.update({ where: { id: linkId }, data: { serviceId } })
      await visit(testEnv.keeper, token, { as: "alice", choose: "mapleFlorist" })
      expect(await isHeld(mapleFlorist)).toBe(byService)
    },
  )

  it("waits, too, where its Xero user connects it at Xero later and a check finds it", async () => {
    const { grantId } = await connectByLink()
    const more = { xeroUserId: XERO_USERS.alice, tenantId: TENANTS.harbourBakery }
    await testEnv.control.seed({ connections: [more] })
    await checkGrant(testEnv.keeper, grantId)
    expect(await isHeld(TENANTS.harbourBakery)).toBe(true)
  })

  it("and is kept by an admin who gets it as an offer is approved by that", async () => {
    await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
    const { token } = await giveLink(testEnv, { purpose: "reconnect", tenantId: mapleFlorist })
    await visit(testEnv.keeper, token, { as: "taro", choose: "sakura" })
    const { id: consentId } = await testEnv.db.consentRequest.findFirstOrThrow({
      where: { linkId: { not: null } },
      select: { id: true },
    })
    const decided = { consentId, decision: "keep" } as const
    await decideOffer(testEnv.keeper, testEnv.memberId, decided)
    expect(await isHeld(TENANTS.sakura)).toBe(false)
  })
})

const SETTINGS = { askerName: null, contact: null, returnOrigins: [], holdsNew: true }

it("an owner gives the page of a link a picture, which its own bytes show to be one, and takes it away", async () => {
  const { token } = await giveLink(testEnv)
  const give = (bytes: Buffer | null) => {
    const picture = bytes?.toString("base64") ?? null
    return changeLogo(testEnv.keeper, testEnv.memberId, { picture })
  }
  const png = Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1")
  expect(await give(Buffer.from("<svg/>"))).toEqual({ kind: "not_a_picture" })
  expect(await give(Buffer.alloc(0))).toEqual({ kind: "not_a_picture" })
  expect(await give(Buffer.concat([png, Buffer.alloc(102_400)]))).toEqual({ kind: "too_large" })
  expect((await viewOf(testEnv.keeper, token)).logo).toBeNull()
  expect(await give(png)).toEqual({ kind: "changed" })
  expect((await viewOf(testEnv.keeper, token)).logo).toMatch(/^\/connect\/logo\?v=\d+$/)
  expect(await give(null)).toEqual({ kind: "changed" })
  expect((await viewOf(testEnv.keeper, token)).logo).toBeNull()
})

it("what programs tell an organisation apart by comes with its link, and an admin changes it", async () => {
  await connectByLink({ reference: "customer-42" })
  const change = (reference: string | null, tenantId: string = mapleFlorist) =>
    changeReference(testEnv.keeper, testEnv.memberId, { tenantId, reference })
  expect(await change("customer-43")).toEqual({ kind: "changed" })
  expect(await change("customer-43")).toEqual({ kind: "changed" })
  expect(await change(null)).toEqual({ kind: "changed" })
  expect(await change("x", randomUUID())).toEqual({ kind: "not_found" })
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: "tenant.reference_changed" },
    orderBy: { id: "asc" },
    select: { detail: true },
  })
  expect(events.map((one) => one.detail)).toEqual([
    { from: "customer-42", to: "customer-43" },
    { from: "customer-43", to: null },
  ])
})

async function come() {
  await connectByLink()
  return Promise.all([
    createTestService(testEnv),
    createTestService(testEnv, { tenantIds: [mapleFlorist], name: "Payroll" }),
  ])
}

async function connectByLink(
  asked: Parameters<typeof giveLink>[1] = {},
): Promise<{ grantId: string }> {
  const { token } = await giveLink(testEnv, asked)
  await visit(testEnv.keeper, token, { as: "alice", choose: "mapleFlorist" })
  const { id } = await testEnv.db.grant.findFirstOrThrow({ select: { id: true } })
  return { grantId: id }
}

async function isHeld(tenantId: string): Promise<boolean> {
  const { heldSince } = await testEnv.db.tenant.findUniqueOrThrow({
    where: { tenantId },
    select: { heldSince: true },
  })
  return heldSince !== null
}
