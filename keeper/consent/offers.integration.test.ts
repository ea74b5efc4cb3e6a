import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { findResolution } from "@/keeper/alerts/watch/find-resolution"
import { detailOf } from "@/keeper/alerts/watch/problem"
import { decideOffer } from "@/keeper/consent/decide-offer"
import { endGrant } from "@/keeper/grants/strike"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const { mapleFlorist, sakura, longName } = TENANTS
let testEnv: TestEnv

beforeEach(async () => {
  testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
})
afterEach(() => testEnv.close())

describe("a reconnect that missed its organisation", () => {
  it("offers what the same wrong login had brought before and was undone", async () => {
    const first = await missWith("sakura")
    expect(await decide(first, "undo")).toEqual({ kind: "decided", toldXero: true })
    expect(await standingOf(sakura)).toBe("removed:not_kept")
    const second = await missWith("sakura")
    expect(second.outcome).toMatchObject({ decision: "open", offered: [{ tenantId: sakura }] })
    expect(await standingOf(sakura)).toBe("removed:offered")
    expect(await decide(second, "undo")).toEqual({ kind: "decided", toldXero: true })
    expect(await listedAtXero()).not.toContain(sakura)
    const third = await missWith("sakura")
    expect(await decide(third, "keep")).toMatchObject({ kind: "decided" })
    expect(await standingOf(sakura)).toBe("healthy:ok")
  })

  it("offers what a member had disconnected here, and an ordinary check leaves that ended", async () => {
    const { grantId } = await testEnv.consent({ as: "taro", choose: "sakura" })
    await disconnectTenant(testEnv.keeper, testEnv.memberId, sakura)
    await testEnv.control.seed({ connections: [{ xeroUserId: XERO_USERS.taro, tenantId: sakura }] })
    await checkGrant(testEnv.keeper, grantId)
    expect(await standingOf(sakura)).toBe("removed:by_member")
    await testEnv.control.disconnect({ tenantId: sakura })
    const { outcome } = await missWith("sakura")
    expect(outcome).toMatchObject({ decision: "open", offered: [{ tenantId: sakura }] })
  })

  it("offers what was disconnected in Xero instead of taking it back, which an ordinary check does", async () => {
    const { grantId } = await testEnv.consent({ as: "taro", choose: "sakura" })
    await testEnv.control.disconnect({ tenantId: sakura })
    await checkGrant(testEnv.keeper, grantId)
    expect(await standingOf(sakura)).toBe("disconnected_in_xero:not_listed")
    const { outcome } = await missWith("sakura")
    expect(outcome).toMatchObject({ decision: "open", offered: [{ tenantId: sakura }] })
    await checkGrant(testEnv.keeper, grantId)
    expect(await standingOf(sakura)).toBe("removed:offered")
    expect(await resolutionOfLoss()).toBeNull()
    await testEnv.db.$executeRaw`
      UPDATE "Connection" SET "state" = 'disconnected_in_xero' WHERE "tenantId" = ${sakura}::uuid`
    await checkGrant(testEnv.keeper, grantId)
    expect(await standingOf(sakura)).toBe("healthy:ok")
  })

  it("and whose organisation then left Xero was disconnected by no member", async () => {
    const { grantId } = await missWith("sakura")
    await testEnv.control.disconnect({ tenantId: sakura })
    await checkGrant(testEnv.keeper, grantId)
    expect(await standingOf(sakura)).toBe("removed:not_kept")
  })
})

describe("a decision", () => {
  it("to undo is carried out here alone when the chain has ended and the app may not end it, and says so", async () => {
    const offer = await missWith("sakura")
    await testEnv.control.setOptions({ appConnections: false })
    const { grantId } = offer
    await testEnv.db.$transaction((tx) => endGrant(tx, { grantId, reason: "refused" }))
    await testEnv.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
    expect(await decide(offer, "undo")).toEqual({ kind: "decided", toldXero: false })
    expect(await outcomeOf(offer)).toMatchObject({ decision: "undone", toldXero: false })
    const event = await testEnv.db.auditEvent.findFirst({ where: { kind: "consent.offer_undone" } })
    expect(event).toMatchObject({ tenantId: sakura, detail: { toldXero: false } })
  })

  it("to undo goes to Xero through the app of the consent, whichever is the default now", async () => {
    const offer = await missWith("sakura")
    const other = await testEnv.openAnother({ XERO_CLIENT_ID: "A".repeat(32) })
    const input = { consentId: offer.started.consentId, decision: "undo" } as const
    const decided = await decideOffer(other, testEnv.memberId, input)
    expect(decided).toEqual({ kind: "decided", toldXero: true })
    expect(await listedAtXero()).not.toContain(sakura)
  })

  it("that comes while an undo is under way waits for it, and then hears what became of it", async () => {
    const offer = await missWith("sakura")
    const slow = { target: "delete-connection", kind: "delay-after", times: 1 } as const
    await testEnv.control.addFault({ ...slow, delayInMilliseconds: 1_500 })
    const undo = decide(offer, "undo")
    await until(async () => !(await listedAtXero()).includes(sakura))
    expect(await decide(offer, "keep")).toEqual({ kind: "undo_running" })
    expect(await undo).toEqual({ kind: "decided", toldXero: true })
    expect(await decide(offer, "keep")).toEqual({ kind: "offer_over", decision: "undone" })
    expect(await standingOf(sakura)).toBe("removed:not_kept")
  })

  it("about what a later consent has connected closes the offer, and undoes nothing", async () => {
    const offer = await missWith("sakura")
    await testEnv.control.disconnect({ tenantId: sakura })
    await testEnv.consent({ as: "taro", choose: "sakura" })
    expect(await decide(offer, "undo")).toEqual({ kind: "offer_over", decision: "overtaken" })
    expect(await standingOf(sakura)).toBe("healthy:ok")
    expect(await outcomeOf(offer)).toMatchObject({ decision: "overtaken" })
    expect(await listedAtXero()).toContain(sakura)
  })

  it("that Xero lets through in part leaves the rest to be decided", async () => {
    await missWith("sakura")
    const offer = await missWith("longName")
    await testEnv.db.consentRequest.update({
      where: { id: offer.started.consentId },
      data: { outcome: { ...offer.outcome, offered: await bothOffered() } },
    })
    const { deleteConnection } = testEnv.keeper.xero
    testEnv.keeper.xero.deleteConnection = async (request) => {
      testEnv.keeper.xero.deleteConnection = async () => ({ kind: "unknown" })
      return deleteConnection(request)
    }
    expect(await decide(offer, "undo")).toEqual({ kind: "partly_done", trouble: "unknown" })
    const [left, more] = (await outcomeOf(offer)).offered ?? []
    expect([await listedAtXero(), more]).toEqual([
      expect.arrayContaining([left?.tenantId]),
      undefined,
    ])
    testEnv.keeper.xero.deleteConnection = deleteConnection
    expect(await decide(offer, "undo")).toEqual({ kind: "decided", toldXero: true })
    expect(await listedAtXero()).toEqual([mapleFlorist])
  })

  it("that Xero does not let through at all changes nothing, and can be made again", async () => {
    const offer = await missWith("sakura")
    await testEnv.control.addFault({ target: "delete-connection", kind: "status", status: 503 })
    expect(await decide(offer, "undo")).toEqual({ kind: "xero_trouble", trouble: "unknown" })
    expect(await outcomeOf(offer)).toEqual(offer.outcome)
    expect(await decide(offer, "keep")).toMatchObject({ kind: "decided" })
    expect(await standingOf(sakura)).toBe("healthy:ok")
  })
})

const missWith = (choose: "sakura" | "longName") =>
  testEnv.consent({ as: "taro", choose, reconnect: mapleFlorist })
type Offer = Awaited<ReturnType<typeof missWith>>

function decide({ started }: Offer, decision: "keep" | "undo") {
  const { consentId } = started
  return decideOffer(testEnv.keeper, testEnv.memberId, { consentId, decision })
}

async function outcomeOf({ started }: Offer) {
  const where = { id: started.consentId }
  const { outcome } = await testEnv.db.consentRequest.findUniqueOrThrow({ where })
  return outcome as { offered?: { tenantId: string }[] }
}

/** Of the alert that Sakura was disconnected in Xero. */
function resolutionOfLoss() {
  const detail = detailOf([{ tenantId: sakura, name: "" }], {})
  const alert = { id: "", kind: "disconnected_in_xero", subject: sakura, level: 0, detail } as const
  return findResolution(testEnv.db, alert)
}

async function bothOffered() {
  const names = await testEnv.db.tenant.findMany({
    where: { tenantId: { in: [sakura, longName] } },
    select: { tenantId: true, name: true },
  })
  return names
}

async function standingOf(tenantId: string): Promise<string | undefined> {
  const [row] = await testEnv.db.$queryRaw<{ standing: string }[]>`
    SELECT "status" || ':' || "reason" AS "standing" FROM "TenantOverview"
    WHERE "tenantId" = ${tenantId}::uuid`
  return row?.standing
}

async function listedAtXero(): Promise<string[]> {
  const { connections } = await testEnv.control.state()
  return connections.map((one) => one.tenantId)
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}
