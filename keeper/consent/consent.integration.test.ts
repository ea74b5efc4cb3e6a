import { beforeEach, describe, expect, it, vi } from "vitest"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { decideOffer } from "@/keeper/consent/decide-offer"
import { finishConsents } from "@/keeper/consent/finish-consents"
import { startConsent } from "@/keeper/consent/start-consent"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { claimChecks } from "@/keeper/work/claim"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
beforeEach(async () => {
  await testEnv.control.reset()
})

async function overview(tenantId: string) {
  const rows = await testEnv.db.$queryRaw<{ status: string; reason: string; name: string }[]>`
    SELECT "status", "reason", "name" FROM "TenantOverview" WHERE "tenantId" = ${tenantId}::uuid`
  return rows[0] ?? null
}

describe("a consent", () => {
  it("connects the organisation that was chosen, sealed, and names who consented", async () => {
    const { outcome, grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    expect(outcome).toMatchObject({
      kind: "connected",
      added: [{ tenantId: TENANTS.mapleFlorist, name: "Maple Florist" }],
    })
    expect(await overview(TENANTS.mapleFlorist)).toMatchObject({
      status: "healthy",
      name: "Maple Florist",
    })
    const grant = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    expect(grant.xeroUserName).toContain("Alice")
    expect(grant.scopes).toContain("offline_access")
  })

  it("lists its organisations alone: no check asks Xero for the same list beside it", async () => {
    const { xero } = testEnv.keeper
    const { listConnections } = xero
    const claimed: string[][] = []
    const spy = vi.spyOn(xero, "listConnections").mockImplementation(async (accessToken) => {
      claimed.push(await claimChecks(testEnv.keeper, 20))
      return listConnections(accessToken)
    })
    await testEnv.consent({ choose: "mapleFlorist" })
    spy.mockRestore()
    expect(claimed).toEqual([[]])
  })

  it("by the same Xero user adds a second organisation to the same grant, on a new chain", async () => {
    const first = await testEnv.consent({ choose: "mapleFlorist" })
    const before = await testEnv.db.grant.findUniqueOrThrow({ where: { id: first.grantId } })
    const second = await testEnv.consent({ choose: "script" })
    const after = await testEnv.db.grant.findUniqueOrThrow({ where: { id: second.grantId } })
    expect(second.grantId).toBe(first.grantId)
    expect(after.chain).toBe(before.chain + 1)
    expect(second.outcome).toMatchObject({
      kind: "connected",
      added: [{ tenantId: TENANTS.script }],
    })
    expect(await overview(TENANTS.mapleFlorist)).toMatchObject({ status: "healthy" })
  })

  it("that says only a part of the Xero user's name keeps a known name, and names somebody new by it", async () => {
    const { xero } = testEnv.keeper
    const { identity } = xero
    await testEnv.consent({ choose: "mapleFlorist" })
    const spy = vi.spyOn(xero, "identity").mockImplementation(async (request) => {
      return { ...(await identity(request)), xeroUserName: null, provisionalName: "A part" }
    })
    const alice = await testEnv.consent({ choose: "script" })
    const taro = await testEnv.consent({ as: "taro", choose: "sakura" })
    spy.mockRestore()
    const named = await testEnv.db.grant.findMany({ select: { id: true, xeroUserName: true } })
    expect(named).toContainEqual({ id: alice.grantId, xeroUserName: "Alice Doyle" })
    expect(named).toContainEqual({ id: taro.grantId, xeroUserName: "A part" })
  })

  it("by another Xero user makes a grant of its own", async () => {
    const alice = await testEnv.consent({ choose: "mapleFlorist" })
    const taro = await testEnv.consent({ as: "taro", choose: "sakura" })
    expect(taro.grantId).not.toBe(alice.grantId)
  })

  it("that only continues says that nothing is new", async () => {
    await testEnv.consent({ choose: "mapleFlorist" })
    const { outcome } = await testEnv.consent({ choose: "continue" })
    expect(outcome.kind).toBe("nothing_new")
  })

  it("that was cancelled stores nothing", async () => {
    const before = await testEnv.db.tokenSet.count()
    const { outcome } = await testEnv.consent({ choose: "cancel" })
    expect(outcome).toEqual({ kind: "cancelled" })
    expect(await testEnv.db.tokenSet.count()).toBe(before)
  })

  it("answers a second hit of its callback with the first one's outcome, and spends the code once", async () => {
    const { callback, started } = await testEnv.consent({ choose: "mapleFlorist" })
    const again = await completeConsent(testEnv.keeper, testEnv.memberId, {
      browserToken: null,
      state: callback.searchParams.get("state"),
      code: callback.searchParams.get("code"),
      error: null,
    })
    expect(again).toMatchObject({ kind: "ended", consentId: started.consentId })
    const { counters } = await testEnv.control.state()
    const codes = counters.tokenRequests.filter((one) => one.grantType === "authorization_code")
    expect(codes).toHaveLength(1)
  })

  it("asks for scopes with %20, PKCE S256, and keeps state and browser token only as hashes", async () => {
    const started = await startConsent(testEnv.keeper, testEnv.memberId, { purpose: "connect" })
    if (started.kind !== "started") throw new Error(started.kind)
    expect(started.authorizationUrl).toContain("openid%20profile%20email")
    const { searchParams } = new URL(started.authorizationUrl)
    expect(searchParams.get("code_challenge_method")).toBe("S256")
    const rows = JSON.stringify(await testEnv.db.$queryRaw`SELECT * FROM "ConsentRequest"`)
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
    await testEnv.control.addFault({ target: "token", grantType: "authorization_code", ...fault })
    const { outcome } = await testEnv.consent({ choose: "mapleFlorist" })
    expect(outcome.kind).toBe(kind)
  })

  it("with the wrong client secret is an app problem, and says so", async () => {
    await testEnv.control.setSecrets(["another-secret-of-the-app"])
    const { outcome } = await testEnv.consent({ choose: "mapleFlorist" })
    expect(outcome).toEqual({ kind: "xero_trouble", trouble: "app_fault" })
  })

  it("whose list could not be read is completed by the next check", async () => {
    await testEnv.control.addFault({ target: "connections", kind: "status", status: 500, times: 1 })
    const { outcome, grantId, started } = await testEnv.consent({
      as: "bjorn",
      choose: "fjordAndFell",
    })
    expect(outcome.kind).toBe("list_pending")
    await finishConsents(testEnv.keeper, grantId)
    const row = await testEnv.db.consentRequest.findUniqueOrThrow({
      where: { id: started.consentId },
    })
    expect(row.outcome).toMatchObject({ kind: "connected" })
  })
})

describe("a reconnect", () => {
  it("with a Xero login that cannot see the organisation moves nothing, and offers what came along", async () => {
    await testEnv.consent({ choose: "mapleFlorist" })
    const walk = { as: "taro", choose: "sakura", reconnect: TENANTS.mapleFlorist } as const
    await testEnv.db
      .$executeRaw`DELETE FROM "Connection" WHERE "tenantId" = ${TENANTS.sakura}::uuid`
    const { outcome, started } = await testEnv.consent(walk)
    expect(outcome).toMatchObject({
      kind: "other_organisation",
      decision: "open",
      offered: [{ tenantId: TENANTS.sakura }],
    })
    expect(await overview(TENANTS.sakura)).toBeNull()
    const decided = await decideOffer(testEnv.keeper, testEnv.memberId, {
      consentId: started.consentId,
      decision: "undo",
    })
    expect(decided).toEqual({ kind: "decided", toldXero: true })
    const { connections } = await testEnv.control.state()
    expect(connections.map((one) => one.tenantId)).not.toContain(TENANTS.sakura)
  })

  it("that keeps what came along lists it", async () => {
    await testEnv.consent({ choose: "mapleFlorist" })
    await testEnv.db
      .$executeRaw`DELETE FROM "Connection" WHERE "tenantId" = ${TENANTS.sakura}::uuid`
    const { started } = await testEnv.consent({
      as: "taro",
      choose: "sakura",
      reconnect: TENANTS.mapleFlorist,
    })
    await decideOffer(testEnv.keeper, testEnv.memberId, {
      consentId: started.consentId,
      decision: "keep",
    })
    expect(await overview(TENANTS.sakura)).toMatchObject({ status: "healthy" })
  })
})
