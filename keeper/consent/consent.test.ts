import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { decideOffer } from "@/keeper/consent/decide-offer"
import { startConsent } from "@/keeper/consent/start-consent"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { TENANTS } from "@/sandbox/seed"

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())
beforeEach(async () => {
  await stage.control.reset()
})

async function overview(tenantId: string) {
  const rows = await stage.db.$queryRaw<{ status: string; reason: string; name: string }[]>`
    SELECT "status", "reason", "name" FROM "TenantOverview" WHERE "tenantId" = ${tenantId}::uuid`
  return rows[0] ?? null
}

describe("a consent", () => {
  it("connects the organisation that was chosen, sealed, and names who consented", async () => {
    const { outcome, grantId } = await stage.consent({ choose: "mapleFlorist" })
    expect(outcome).toMatchObject({
      kind: "connected",
      added: [{ tenantId: TENANTS.mapleFlorist, name: "Maple Florist" }],
    })
    expect(await overview(TENANTS.mapleFlorist)).toMatchObject({
      status: "healthy",
      name: "Maple Florist",
    })
    const grant = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    expect(grant.xeroUserName).toContain("Alice")
    expect(grant.scopes).toContain("offline_access")
  })

  it("by the same Xero user adds a second organisation to the same grant, on a new chain", async () => {
    const first = await stage.consent({ choose: "mapleFlorist" })
    const before = await stage.db.grant.findUniqueOrThrow({ where: { id: first.grantId } })
    const second = await stage.consent({ choose: "script" })
    const after = await stage.db.grant.findUniqueOrThrow({ where: { id: second.grantId } })
    expect(second.grantId).toBe(first.grantId)
    expect(after.chain).toBe(before.chain + 1)
    expect(second.outcome).toMatchObject({
      kind: "connected",
      added: [{ tenantId: TENANTS.script }],
    })
    expect(await overview(TENANTS.mapleFlorist)).toMatchObject({ status: "healthy" })
  })

  it("by another Xero user makes a grant of its own", async () => {
    const alice = await stage.consent({ choose: "mapleFlorist" })
    const taro = await stage.consent({ as: "taro", choose: "sakura" })
    expect(taro.grantId).not.toBe(alice.grantId)
  })

  it("that only continues says that nothing is new", async () => {
    await stage.consent({ choose: "mapleFlorist" })
    const { outcome } = await stage.consent({ choose: "continue" })
    expect(outcome.kind).toBe("nothing_new")
  })

  it("that was cancelled stores nothing", async () => {
    const before = await stage.db.tokenSet.count()
    const { outcome } = await stage.consent({ choose: "cancel" })
    expect(outcome).toEqual({ kind: "cancelled" })
    expect(await stage.db.tokenSet.count()).toBe(before)
  })

  it("answers a second hit of its callback with the first one's outcome, and spends the code once", async () => {
    const { callback, started } = await stage.consent({ choose: "mapleFlorist" })
    const again = await completeConsent(stage.keeper, stage.memberId, {
      browserToken: null,
      state: callback.searchParams.get("state"),
      code: callback.searchParams.get("code"),
      error: null,
    })
    expect(again).toMatchObject({ kind: "ended", consentId: started.consentId })
    const { counters } = await stage.control.state()
    const codes = counters.tokenRequests.filter((one) => one.grantType === "authorization_code")
    expect(codes).toHaveLength(1)
  })

  it("is refused to another browser, another member, an unknown and an expired state", async () => {
    const started = await startConsent(stage.keeper, stage.memberId, { purpose: "connect" })
    if (started.kind !== "started") throw new Error(started.kind)
    const state = new URL(started.authorizationUrl).searchParams.get("state")
    const base = { state, code: "c", error: null, browserToken: started.browserToken }
    const complete = (change: object, member = stage.memberId) =>
      completeConsent(stage.keeper, member, { ...base, ...change })
    expect(await complete({ browserToken: "another" })).toEqual({
      kind: "problem",
      problem: "other_browser",
    })
    expect(await complete({ browserToken: null })).toEqual({
      kind: "problem",
      problem: "other_browser",
    })
    const stranger = "00000000-0000-4000-8000-00000000000f"
    expect(await complete({}, stranger)).toEqual({ kind: "problem", problem: "other_member" })
    expect(await complete({ state: "nonsense" })).toEqual({
      kind: "problem",
      problem: "state_unknown",
    })
    expect(await complete({ state: null })).toEqual({ kind: "problem", problem: "state_missing" })
    await stage.db.consentRequest.update({
      where: { id: started.consentId },
      data: { expiresAt: new Date(0) },
    })
    expect(await complete({})).toEqual({ kind: "problem", problem: "state_expired" })
  })

  it("asks for scopes with %20, PKCE S256, and keeps state and browser token only as hashes", async () => {
    const started = await startConsent(stage.keeper, stage.memberId, { purpose: "connect" })
    if (started.kind !== "started") throw new Error(started.kind)
    expect(started.authorizationUrl).toContain("openid%20profile%20email")
    const { searchParams } = new URL(started.authorizationUrl)
    expect(searchParams.get("code_challenge_method")).toBe("S256")
    const rows = JSON.stringify(await stage.db.$queryRaw`SELECT * FROM "ConsentRequest"`)
    expect(rows).not.toContain(searchParams.get("state") ?? "absent")
    expect(rows).not.toContain(started.browserToken)
  })

  it.each([
    [
      "invalid_grant",
      { kind: "body", status: 400, body: '{"error":"invalid_grant"}' },
      "code_refused",
    ],
    ["a server error", { kind: "status", status: 503 }, "xero_trouble"],
    ["a cut answer", { kind: "drop-after" }, "xero_trouble"],
  ] as const)("that meets %s at the code exchange ends with that said", async (_, fault, kind) => {
    await stage.control.addFault({ target: "token", grantType: "authorization_code", ...fault })
    const { outcome } = await stage.consent({ choose: "mapleFlorist" })
    expect(outcome.kind).toBe(kind)
  })

  it("with the wrong client secret is an app problem, and says so", async () => {
    await stage.control.setSecrets(["another-secret-of-the-app"])
    const { outcome } = await stage.consent({ choose: "mapleFlorist" })
    expect(outcome).toEqual({ kind: "xero_trouble", trouble: "app_fault" })
  })

  it("whose list could not be read is completed by the next check", async () => {
    await stage.control.addFault({ target: "connections", kind: "status", status: 500, times: 1 })
    const { outcome, grantId, started } = await stage.consent({
      as: "bjorn",
      choose: "fjordAndFell",
    })
    expect(outcome.kind).toBe("list_pending")
    const { checkGrant } = await import("@/keeper/tenants/check-grant")
    await checkGrant(stage.keeper, grantId)
    const row = await stage.db.consentRequest.findUniqueOrThrow({
      where: { id: started.consentId },
    })
    expect(row.outcome).toMatchObject({ kind: "connected" })
  })
})

describe("a reconnect", () => {
  it("with a Xero login that cannot see the organisation moves nothing, and offers what came along", async () => {
    await stage.consent({ choose: "mapleFlorist" })
    const walk = { as: "taro", choose: "sakura", reconnect: TENANTS.mapleFlorist } as const
    await stage.db.$executeRaw`DELETE FROM "Connection" WHERE "tenantId" = ${TENANTS.sakura}::uuid`
    const { outcome, started } = await stage.consent(walk)
    expect(outcome).toMatchObject({
      kind: "other_organisation",
      decision: "open",
      offered: [{ tenantId: TENANTS.sakura }],
    })
    expect(await overview(TENANTS.sakura)).toBeNull()
    const decided = await decideOffer(stage.keeper, stage.memberId, {
      consentId: started.consentId,
      decision: "undo",
    })
    expect(decided).toEqual({ kind: "decided", toldXero: true })
    const { connections } = await stage.control.state()
    expect(connections.map((one) => one.tenantId)).not.toContain(TENANTS.sakura)
  })

  it("that keeps what came along lists it", async () => {
    await stage.consent({ choose: "mapleFlorist" })
    await stage.db.$executeRaw`DELETE FROM "Connection" WHERE "tenantId" = ${TENANTS.sakura}::uuid`
    const { started } = await stage.consent({
      as: "taro",
      choose: "sakura",
      reconnect: TENANTS.mapleFlorist,
    })
    await decideOffer(stage.keeper, stage.memberId, {
      consentId: started.consentId,
      decision: "keep",
    })
    expect(await overview(TENANTS.sakura)).toMatchObject({ status: "healthy" })
  })
})
