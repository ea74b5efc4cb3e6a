import { beforeEach, expect, it } from "vitest"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { closeOvertaken } from "@/keeper/consent/close-overtaken"
import { decideOffer } from "@/keeper/consent/decide-offer"
import type { OpenApiDocument } from "@/keeper/server/api/openapi"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { goToXero, viewOf, visit } from "@/keeper/testing/link-visits"
import { createAnswerCheck } from "@/keeper/testing/openapi-answers"
import { createTestService, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const { mapleFlorist } = TENANTS
const testEnv = shareTestEnv()

beforeEach(async () => {
  await testEnv.control.reset()
  await emptyTables(testEnv.db, "AuditEvent", "Link", "Grant", "Tenant", "AlertChannel")
  await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
  await testEnv.db.alertChannel.create({
    data: { kind: "webhook", name: "Shop", url: "https://shop.example/hook", sends: "links" },
  })
})

it("a link by which another Xero user consented has connected nothing until an admin keeps that", async () => {
  const { ask, token } = await makeServiceLink()
  const { consentId, view } = await reconnectAsBjorn(token)
  expect(view.outcome).toMatchObject({ kind: "awaits_decision", name: "Maple Florist" })
  expect(await ask()).toMatchObject({ state: "awaits_decision", failure: null, tenants: [] })
  expect(await news()).toEqual(["link.awaits_decision"])
  expect(await reference()).toBeNull()
  await decide(consentId, "keep")
  expect(await ask()).toMatchObject({ state: "done", failure: null, tenants: [mapleFlorist] })
  expect(await news()).toEqual(["link.awaits_decision", "link.done"])
  expect(await reference()).toBe("customer-42")
  const kept = { standing: "done", outcome: { kind: "connected", names: ["Maple Florist"] } }
  expect(await viewOf(testEnv.keeper, token, consentId)).toMatchObject(kept)
})

it("a link whose consent an admin undid did not work, and may be tried again", async () => {
  const { ask, token } = await makeServiceLink()
  const { consentId } = await reconnectAsBjorn(token)
  await decide(consentId, "undo")
  expect(await ask()).toMatchObject({ state: "failed", failure: "not_kept", tenants: [] })
  expect(await news()).toEqual(["link.awaits_decision", "link.failed"])
  const undone = { standing: "failed", outcome: { kind: "not_kept" } }
  expect(await viewOf(testEnv.keeper, token, consentId)).toMatchObject(undone)
  await visit(testEnv.keeper, token, { as: "alice", choose: "continue" })
  expect(await ask()).toMatchObject({ state: "done", tenants: [mapleFlorist] })
})

it("a link of whose offer nothing is left at Xero did not work, without a decision", async () => {
  const { ask, token } = await makeServiceLink()
  const { consentId } = await reconnectAsBjorn(token)
  await closeOvertaken(testEnv.keeper)
  expect(await ask()).toMatchObject({ state: "awaits_decision" })
  await testEnv.control.disconnect({ tenantId: mapleFlorist, xeroUserId: XERO_USERS.bjorn })
  const where = { id: consentId }
  const { grantId } = await testEnv.db.consentRequest.findUniqueOrThrow({ where })
  await checkGrant(testEnv.keeper, grantId ?? "")
  await closeOvertaken(testEnv.keeper)
  expect(await ask()).toMatchObject({ state: "failed", failure: "not_kept" })
})

it("a link whose offer a keeper of an earlier version decided follows that decision", async () => {
  const { ask, token } = await makeServiceLink()
  const { consentId: id } = await reconnectAsBjorn(token)
  const select = { grantId: true, outcome: true } as const
  const { grantId, outcome } = await testEnv.db.consentRequest.findUniqueOrThrow({
    where: { id },
    select,
  })
  const kept = { ...Object(outcome), decision: "kept" }
  await testEnv.db.consentRequest.update({ where: { id }, data: { outcome: kept } })
  await testEnv.db.connection.updateMany({
    where: { grantId: grantId ?? "" },
    data: { state: "connected" },
  })
  expect(await ask()).toMatchObject({ state: "awaits_decision" })
  await closeOvertaken(testEnv.keeper)
  expect(await ask()).toMatchObject({ state: "done", tenants: [mapleFlorist] })
})

it("a link stays open when an admin decides about another consent than the one that did it", async () => {
  const { ask, token } = await makeServiceLink()
  const other = await goToXero(testEnv.keeper, token)
  const missed = await other.comeBack({ as: "taro", choose: "sakura" })
  await testEnv.keeper.completing.get(missed.consentId)
  expect(await ask()).toMatchObject({ state: "failed", failure: "other_organisation" })
  const { consentId } = await reconnectAsBjorn(token)
  await decide(missed.consentId, "undo")
  expect(await ask()).toMatchObject({ state: "awaits_decision" })
  await decide(consentId, "keep")
  expect(await ask()).toMatchObject({ state: "done" })
})

async function makeServiceLink() {
  const tenantIds = [mapleFlorist]
  const by = await createTestService(testEnv, { tenantIds, rights: ["make_links"] })
  const { url: door } = await openDoor(testEnv)
  const document = await fetch(`${door}/api/v1/openapi.json`).then((answer) => answer.json())
  const { findFault } = createAnswerCheck(document as OpenApiDocument)
  const authorization = `Basic ${btoa(`${by.clientId}:${by.clientSecret}`)}`
  const headers = { authorization, "content-type": "application/json" }
  const asked = { purpose: "reconnect", tenant_id: mapleFlorist, reference: "customer-42" }
  const body = JSON.stringify(asked)
  const made = await fetch(`${door}/api/v1/links`, { method: "POST", headers, body })
  const { id, url } = await made.json()
  const ask = async () => {
    const answer = await fetch(`${door}/api/v1/links/${id}`, { headers })
    const reply = { status: answer.status, headers: answer.headers, body: await answer.json() }
    const stated = { path: "/api/v1/links/{linkId}", method: "GET" }
    expect(findFault(stated, reply)).toBeNull()
    return reply.body
  }
  return { ask, token: String(url).split("/").at(-1) ?? "" }
}

async function reconnectAsBjorn(token: string) {
  const trip = await goToXero(testEnv.keeper, token)
  const { consentId } = await trip.comeBack({ as: "bjorn", choose: "mapleFlorist" })
  await testEnv.keeper.completing.get(consentId)
  return { consentId, view: await viewOf(testEnv.keeper, token, consentId) }
}

async function decide(consentId: string, decision: "keep" | "undo"): Promise<void> {
  const decided = await decideOffer(testEnv.keeper, testEnv.memberId, { consentId, decision })
  expect(decided).toMatchObject({ kind: "decided" })
}

/** The types of what webhooks got about the link, in order. */
async function news(): Promise<string[]> {
  await watchAlerts(testEnv.keeper)
  const rows = await testEnv.db.alertDelivery.findMany({
    orderBy: { createdAt: "asc" },
    select: { message: true },
  })
  const types = rows.map(({ message }) => (message as { type: string }).type)
  return types.filter((type) => type.startsWith("link."))
}

async function reference(): Promise<string | null> {
  const where = { tenantId: mapleFlorist }
  const select = { reference: true } as const
  return (await testEnv.db.tenant.findUniqueOrThrow({ where, select })).reference
}
