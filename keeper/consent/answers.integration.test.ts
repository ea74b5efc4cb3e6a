import { beforeEach, expect, it } from "vitest"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { judgeLeftAnswers } from "@/keeper/consent/judge-answer"
import { startConsent } from "@/keeper/consent/start-consent"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"

const { mapleFlorist, script } = TENANTS
const testEnv = shareTestEnv({ timings: { answerLeft: 0 } })
beforeEach(() => testEnv.control.reset())

async function start() {
  const started = await startConsent(testEnv.keeper, testEnv.memberId, { purpose: "connect" })
  if (started.kind !== "started") throw new Error(started.kind)
  return started
}

/** Back from Xero in the browser that started it, or in another one. */
async function comeBack(
  started: Awaited<ReturnType<typeof start>>,
  choose: string,
  token?: string,
) {
  const { authorizationUrl } = started
  const { searchParams } = await walkConsent({
    authorizationUrl,
    xeroUserId: choose === TENANTS.sakura ? XERO_USERS.taro : XERO_USERS.alice,
    choose,
  })
  const completed = await completeConsent(testEnv.keeper, testEnv.memberId, {
    browserToken: token ?? started.browserToken,
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: searchParams.get("error"),
  })
  if (completed.kind !== "ended") return completed
  await testEnv.keeper.completing.get(completed.consentId)
  return read(completed.consentId)
}

function read(id: string) {
  return testEnv.db.consentRequest.findUniqueOrThrow({
    where: { id },
    omit: { answerSealed: false },
  })
}

it("Cancel, Back, Allow connects what was allowed, and the cancelled trip stays cancelled", async () => {
  const started = await start()
  expect(await comeBack(started, "cancel")).toMatchObject({ outcome: { kind: "cancelled" } })
  const allowed = await comeBack(started, mapleFlorist)
  expect(allowed).toMatchObject({
    outcome: { kind: "connected", added: [{ tenantId: mapleFlorist }] },
  })
  expect(await read(started.consentId)).toMatchObject({ outcome: { kind: "cancelled" } })
})

it("Allow, Back, Cancel keeps what was allowed, and Allow twice with two organisations connects both", async () => {
  const started = await start()
  const allowed = await comeBack(started, mapleFlorist)
  expect(await comeBack(started, "cancel")).toEqual(allowed)
  const more = await comeBack(started, TENANTS.harbourBakery)
  expect(more).toMatchObject({ outcome: { kind: "connected" } })
  expect(await comeBack(started, "cancel")).toEqual(allowed)
})

it("Cancel and Allow that arrive at the same moment end as what they are", async () => {
  const started = await start()
  const ends = await Promise.all([comeBack(started, "cancel"), comeBack(started, mapleFlorist)])
  const kinds = ends.map((end) => Object(end).outcome?.kind)
  expect(kinds[1]).toBe("connected")
  expect(["cancelled", "connected"]).toContain(kinds[0])
})

it("a second code is not used in another browser or too late, and that Xero may have connected it is said", async () => {
  const started = await start()
  await comeBack(started, "cancel")
  const unsafe = { kind: "problem", problem: "came_again" }
  expect(await comeBack(started, mapleFlorist, "another")).toEqual(unsafe)
  await testEnv.db.consentRequest.update({
    where: { id: started.consentId },
    data: { expiresAt: new Date(0) },
  })
  expect(await comeBack(started, script)).toEqual(unsafe)
})

it("an answer that could not be judged is kept sealed, and taken up by any keeper later", async () => {
  const { keeper } = testEnv
  const { identity } = keeper.xero
  keeper.xero.identity = async () => ({ kind: "unreachable" })
  const started = await start()
  const left = await comeBack(started, TENANTS.sakura)
  keeper.xero.identity = identity
  expect(left).toMatchObject({ outcome: null, grantId: null, answerSealed: expect.any(String) })
  await judgeLeftAnswers(await testEnv.openAnother())
  expect(await read(started.consentId)).toMatchObject({
    outcome: { kind: "connected" },
    answerSealed: null,
  })
})

it("one bad row of the list costs the others nothing, and is reported by name", async () => {
  const rows = [
    { id: mapleFlorist, tenantId: mapleFlorist, tenantName: "Maple\u0000Florist" },
    { tenantId: script, tenantName: "Without an id" },
    { id: script, tenantId: "no id at all", tenantName: "Nowhere" },
  ]
  const fault = { target: "connections", kind: "body", status: 200 } as const
  await testEnv.control.addFault({ ...fault, body: JSON.stringify(rows) })
  const { outcome } = await testEnv.consent({ choose: "mapleFlorist" })
  expect(outcome).toMatchObject({
    organisations: expect.arrayContaining([{ tenantId: mapleFlorist, name: "Maple Florist" }]),
    remarks: { unreadable: ["Nowhere", "Without an id"] },
  })
})

it("a list that leaves out what is known changes neither names nor states", async () => {
  const { grantId } = await testEnv.consent({ as: "bjorn", choose: "fjordAndFell" })
  const [before] = await testEnv.db.tenant.findMany({ where: { tenantId: TENANTS.fjordAndFell } })
  const fault = { target: "connections", kind: "body", status: 200 } as const
  const bare = [{ tenantId: TENANTS.fjordAndFell.toUpperCase(), tenantName: null }]
  await testEnv.control.addFault({ ...fault, body: JSON.stringify(bare) })
  expect(await checkGrant(testEnv.keeper, grantId)).toMatchObject({ kind: "checked" })
  expect(await testEnv.db.tenant.findMany({ where: { tenantId: TENANTS.fjordAndFell } })).toEqual([
    before,
  ])
  await testEnv.control.addFault({ ...fault, body: '[{"tenantName":"Somebody"}]' })
  await checkGrant(testEnv.keeper, grantId)
  expect(await testEnv.db.connection.findMany({ where: { grantId } })).toMatchObject([
    { state: "connected" },
  ])
})

it("a refresh with a lifetime in words and no scope carries the chain on, with the scopes as they were", async () => {
  const { grantId } = await testEnv.consent({ as: "bjorn", choose: "fjordAndFell" })
  const before = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  const body = { access_token: "a", refresh_token: "r", expires_in: "1800", scope: null }
  const fault = { target: "token", grantType: "refresh_token", kind: "body", status: 200 } as const
  await testEnv.control.addFault({ ...fault, body: JSON.stringify(body) })
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  const after = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  expect([after.rotation, after.scopes]).toEqual([before.rotation + 1, before.scopes])
})

it("an organisation that another Xero user reaches already is told so, and whose consent it was", async () => {
  const users = [XERO_USERS.alice, XERO_USERS.taro]
  await testEnv.control.seed({
    users: users.map((xeroUserId, index) => ({
      xeroUserId,
      givenName: ["Alice", "Taro"][index] ?? "",
      familyName: "Doe",
      email: `${index}@crowd.example`,
      roles: { [script]: "adviser" },
    })),
  })
  await testEnv.consent({ as: "alice", choose: "script" })
  const { outcome } = await testEnv.consent({ as: "taro", choose: "script" })
  expect(outcome).toMatchObject({
    kind: "connected",
    remarks: { reachedBefore: [{ tenantId: script, xeroUserName: "Alice Doe" }], notGranted: [] },
  })
})
