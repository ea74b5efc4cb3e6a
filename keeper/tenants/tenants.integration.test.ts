import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { checkTenant } from "@/keeper/tenants/check-tenant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

const { mapleFlorist, script, harbourBakery } = TENANTS
let testEnv: TestEnv
let grantId: string

beforeEach(async () => {
  testEnv = await startTestEnv({ pace: 0.001, timings: { tokenTimeout: 10_000 } })
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ choose: "script" })
  grantId = (await testEnv.consent({ choose: "harbourBakery" })).grantId
})
afterEach(() => testEnv.close())

async function statuses(): Promise<Record<string, string>> {
  const rows = await testEnv.db.$queryRaw<{ tenantId: string; standing: string }[]>`
    SELECT "tenantId", "status" || ':' || "reason" AS "standing" FROM "TenantOverview"`
  return Object.fromEntries(rows.map((row) => [row.tenantId, row.standing]))
}

const check = (tenantId: string) => checkTenant(testEnv.keeper, testEnv.memberId, tenantId)

describe("checkTenant", () => {
  it("tells a tenant disconnected in Xero from its healthy siblings, and takes it back when it returns", async () => {
    await testEnv.control.disconnect({ tenantId: script })
    expect(await check(mapleFlorist)).toEqual({ kind: "listed" })
    expect(await statuses()).toEqual({
      [mapleFlorist]: "healthy:ok",
      [script]: "disconnected_in_xero:not_listed",
      [harbourBakery]: "healthy:ok",
    })
    expect(await check(script)).toEqual({ kind: "not_listed" })
    const { outcome } = await testEnv.consent({ choose: "script", reconnect: script })
    expect(outcome).toMatchObject({ kind: "reconnected", missing: [] })
    expect((await statuses())[script]).toBe("healthy:ok")
  })

  it("takes an empty list for what it is: every tenant gone, the chain alive", async () => {
    for (const tenantId of [mapleFlorist, script, harbourBakery]) {
      await testEnv.control.disconnect({ tenantId })
    }
    expect(await check(mapleFlorist)).toEqual({ kind: "not_listed" })
    expect(new Set(Object.values(await statuses()))).toEqual(
      new Set(["disconnected_in_xero:not_listed"]),
    )
  })

  it("writes a new name with its event", async () => {
    await testEnv.control.rename({ tenantId: mapleFlorist, name: "Maple & Daughters" })
    await check(mapleFlorist)
    const event = await testEnv.db.auditEvent.findFirst({ where: { kind: "tenant.renamed" } })
    expect(event).toMatchObject({ tenantId: mapleFlorist, detail: { to: "Maple & Daughters" } })
  })

  it("says that Xero does not answer, keeps what it knew, and forgets it once Xero answers", async () => {
    await testEnv.control.addFault({ target: "connections", kind: "status", status: 503, times: 1 })
    expect(await check(mapleFlorist)).toEqual({ kind: "xero_trouble", trouble: "unknown" })
    expect((await statuses())[mapleFlorist]).toBe("xero_not_answering:check")
    expect(await check(mapleFlorist)).toEqual({ kind: "listed" })
    expect((await statuses())[mapleFlorist]).toBe("healthy:ok")
  })

  it("replaces an access token that Xero refuses although it should live", async () => {
    await testEnv.control.addFault({ target: "connections", kind: "status", status: 401, times: 1 })
    expect(await check(mapleFlorist)).toEqual({ kind: "listed" })
  })
})

describe("disconnectTenant", () => {
  it("removes one at Xero by its connection id, and leaves the others of the consent working", async () => {
    const result = await disconnectTenant(testEnv.keeper, testEnv.memberId, script)
    expect(result).toEqual({ kind: "disconnected", toldXero: true })
    const { connections } = await testEnv.control.state()
    expect(connections.map((one) => one.tenantId).sort()).toEqual(
      [mapleFlorist, harbourBakery].sort(),
    )
    expect(await check(mapleFlorist)).toEqual({ kind: "listed" })
    expect((await statuses())[script]).toBe("removed:by_member")
    expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  })

  it("removes it here alone when the chain has ended and the app may not end it, and says so", async () => {
    await endChain()
    await testEnv.control.setOptions({ appConnections: false })
    const result = await disconnectTenant(testEnv.keeper, testEnv.memberId, script)
    expect(result).toEqual({ kind: "disconnected", toldXero: false })
    expect((await statuses())[script]).toBe("removed:by_member")
  })

  it("changes nothing while Xero is in trouble", async () => {
    await testEnv.control.addFault({ target: "delete-connection", kind: "status", status: 503 })
    const result = await disconnectTenant(testEnv.keeper, testEnv.memberId, script)
    expect(result).toEqual({ kind: "xero_trouble", trouble: "unknown" })
    expect((await statuses())[script]).toBe("healthy:ok")
  })
})

describe("a chain that ended", () => {
  it("shows every organisation of its consent as needing a reconnect, and one reconnect recovers all", async () => {
    await endChain()
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(["reconnect_needed:refused"]))
    const { outcome } = await testEnv.consent({ choose: "continue", reconnect: mapleFlorist })
    expect(outcome).toMatchObject({ kind: "reconnected" })
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(["healthy:ok"]))
  })
})

describe("revokeGrant", () => {
  it("ends the consent at Xero and here, for all of its organisations", async () => {
    const result = await revokeGrant(testEnv.keeper, testEnv.memberId, grantId)
    expect(result).toEqual({ kind: "revoked", toldXero: true })
    expect((await testEnv.control.state()).connections).toEqual([])
    expect(new Set(Object.values(await statuses()))).toEqual(new Set(["reconnect_needed:revoked"]))
    expect(await revocation()).toEqual({ reason: "revoked", toldXero: true })
    const states = await testEnv.db.connection.findMany({ select: { state: true } })
    expect(new Set(states.map((one) => one.state))).toEqual(new Set(["disconnected_in_xero"]))
    const again = await testEnv.consent({ choose: "mapleFlorist" })
    expect(again.outcome).toMatchObject({ kind: "connected", added: [{ tenantId: mapleFlorist }] })
  })

  it("leaves no connection as it was, where Xero made a new one before anybody saw the old one end", async () => {
    await testEnv.control.disconnect({ tenantId: mapleFlorist })
    const { outcome } = await testEnv.consent({ choose: "mapleFlorist" })
    expect(outcome).toMatchObject({ kind: "connected", added: [{ tenantId: mapleFlorist }] })
    expect((await statuses())[mapleFlorist]).toBe("healthy:ok")
  })

  it("says afterwards too where Xero could not be told", async () => {
    await endChain()
    const result = await revokeGrant(testEnv.keeper, testEnv.memberId, grantId)
    expect(result).toEqual({ kind: "revoked", toldXero: false })
    expect(await revocation()).toEqual({ reason: "revoked", toldXero: false })
  })

  it("changes nothing while Xero is in trouble", async () => {
    await testEnv.control.addFault({ target: "revocation", kind: "status", status: 503 })
    expect(await revokeGrant(testEnv.keeper, testEnv.memberId, grantId)).toMatchObject({
      kind: "xero_trouble",
    })
    expect((await statuses())[mapleFlorist]).toBe("healthy:ok")
  })
})

async function revocation(): Promise<unknown> {
  const where = { kind: "grant.revoked" }
  return (await testEnv.db.auditEvent.findFirstOrThrow({ where, orderBy: { id: "desc" } })).detail
}

async function endChain(): Promise<void> {
  const { xeroUserId } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  await testEnv.control.killChain(xeroUserId)
  await testEnv.db.$executeRaw`
    UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp() WHERE "grantId" = ${grantId}::uuid`
  for (let round = 0; round < 4; round += 1) {
    await refreshGrant(testEnv.keeper, grantId)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}
