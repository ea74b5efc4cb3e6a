import { beforeEach, describe, expect, it } from "vitest"
import { decideOffer, replaceAuthoriser } from "@/keeper/consent/decide-offer"
import { preferAuthoriser, removeAuthoriser } from "@/keeper/tenants/authorisers"
import { listAuthorisers } from "@/keeper/tenants/list-authorisers"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { ConsentEnd } from "@/keeper/testing/start-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const tenantId = TENANTS.mapleFlorist
const { alice, bjorn } = XERO_USERS
const testEnv = shareTestEnv()
const PREFERRED = "tenant.authoriser_preferred"
let first: string

beforeEach(async () => {
  await testEnv.control.reset()
  await emptyTables(testEnv.db, "Connection", "Grant", "Tenant", "AuditEvent", "ConsentRequest")
  first = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
})

describe("a reconnect through another Xero user than before", () => {
  it("names both and moves nothing until a member decides; kept, the new one comes last", async () => {
    const end = await reconnectAsBjorn()
    expect(end.outcome).toMatchObject({
      kind: "other_authoriser",
      xeroUserName: "Bjørn O'Neil",
      before: [{ grantId: first, xeroUserName: "Alice Doyle" }],
      offered: [{ tenantId }],
      decision: "open",
    })
    expect(await authorisers()).toEqual([first])
    expect(await decide(end, "keep")).toMatchObject({ kind: "decided" })
    expect(await authorisers()).toEqual([first, end.grantId])
    const events = await testEnv.db.auditEvent.findMany({
      where: { grantId: end.grantId, tenantId },
      orderBy: { id: "asc" },
      select: { kind: true, detail: true },
    })
    expect(events).toMatchObject([
      { kind: "consent.completed", detail: { before: "Alice Doyle" } },
      { kind: "consent.offer_kept", detail: { before: "Alice Doyle" } },
    ])
  })

  it("is told apart from them in the event where both bear one name", async () => {
    const where = { id: first }
    await testEnv.db.grant.update({ where, data: { xeroUserName: "bjørn O'NEIL" } })
    await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })
    const { detail } = await testEnv.db.auditEvent.findFirstOrThrow({
      where: { kind: "tenant.connected", detail: { path: ["before"], not: "" } },
      orderBy: { id: "desc" },
      select: { detail: true },
    })
    expect(detail).toMatchObject({ before: expect.stringContaining("bjørn O'NEIL · ") })
  })

  it("is undone at Xero too", async () => {
    const end = await reconnectAsBjorn()
    expect(await decide(end, "undo")).toEqual({ kind: "decided", toldXero: true })
    expect([await authorisers(), await listedAtXero()]).toEqual([[first], [alice]])
  })

  it("replaces whom it was asked to replace, at Xero too, and once", async () => {
    const end = await reconnectAsBjorn()
    const { consentId } = end.started
    const replace = () => replaceAuthoriser(testEnv.keeper, testEnv.memberId, { consentId })
    expect(await replace()).toEqual({ kind: "decided", toldXero: true })
    expect([await authorisers(), await listedAtXero()]).toEqual([[end.grantId], [bjorn]])
    expect(await replace()).toEqual({ kind: "offer_over", decision: "kept" })
  })

  it("leaves both where Xero cannot be told", async () => {
    const end = await reconnectAsBjorn()
    await testEnv.control.addFault({ target: "delete-connection", kind: "status", status: 503 })
    const { consentId } = end.started
    const replaced = await replaceAuthoriser(testEnv.keeper, testEnv.memberId, { consentId })
    await testEnv.control.clearFaults()
    expect(replaced).toEqual({ kind: "not_replaced" })
    expect(await authorisers()).toEqual([first, end.grantId])
  })

  it("is no question for one who authorises the organisation already", async () => {
    await addBjorn()
    expect((await reconnectAsBjorn("continue")).outcome.kind).toBe("reconnected")
  })
})

describe("one more authoriser", () => {
  it("joins at the end at once, with both named", async () => {
    const { outcome, grantId } = await addBjorn()
    expect(outcome).toMatchObject({
      kind: "connected",
      remarks: { reachedBefore: [{ tenantId, xeroUserName: "Alice Doyle" }] },
    })
    expect(await authorisers()).toEqual([first, grantId])
  })

  it("is somebody else than those who are there", async () => {
    const { outcome } = await testEnv.consent({ choose: "continue", authoriserOf: tenantId })
    expect(outcome.kind).toBe("same_authoriser")
  })

  it("who cannot reach the organisation changes nothing", async () => {
    const { outcome } = await testEnv.consent({
      as: "taro",
      choose: "sakura",
      authoriserOf: tenantId,
    })
    expect(outcome).toMatchObject({ kind: "other_organisation", decision: "open" })
    expect(await authorisers()).toEqual([first])
  })
})

describe("a member", () => {
  it("puts an authoriser first, removes another at Xero, and cannot remove the last that works", async () => {
    const second = (await addBjorn()).grantId
    const of = (grantId: string) => ({ tenantId, grantId })
    const { keeper, memberId } = testEnv
    const prefer = () => preferAuthoriser(keeper, memberId, of(second))
    const preferred = { kind: "preferred" }
    expect(await Promise.all([prefer(), prefer()])).toEqual([preferred, preferred])
    expect(await testEnv.db.auditEvent.count({ where: { kind: PREFERRED } })).toBe(1)
    expect(await authorisers()).toEqual([second, first])
    const removed = await removeAuthoriser(keeper, memberId, of(first))
    expect(removed).toEqual({ kind: "removed", toldXero: true })
    expect([await authorisers(), await listedAtXero()]).toEqual([[second], [bjorn]])
    expect(await removeAuthoriser(keeper, memberId, of(first))).toEqual({ kind: "not_found" })
    const last = await removeAuthoriser(keeper, memberId, of(second))
    expect(last).toEqual({ kind: "only_authoriser" })
    const again = await testEnv.consent({ choose: "mapleFlorist", authoriserOf: tenantId })
    expect(again.outcome.kind).toBe("connected")
    expect(await authorisers()).toEqual([second, first])
  })

  it("removes one of two where both are removed in the same moment, and counts on none that Xero may have ended", async () => {
    const second = (await addBjorn()).grantId
    const remove = (grantId: string) =>
      removeAuthoriser(testEnv.keeper, testEnv.memberId, { tenantId, grantId })
    await testEnv.control.addFault({ target: "delete-connection", kind: "status", status: 503 })
    expect(await remove(first)).toMatchObject({ kind: "xero_trouble" })
    await testEnv.control.clearFaults()
    expect(await remove(second)).toEqual({ kind: "only_authoriser" })
    await testEnv.db.$executeRaw`
      UPDATE "Connection" SET "removingAt" = "removingAt" - interval '5 minutes'`
    const both = await Promise.all([remove(first), remove(second)])
    expect(both.map((one) => one.kind).sort()).toEqual(["only_authoriser", "removed"])
    expect([(await authorisers()).length, (await listedAtXero()).length]).toEqual([1, 1])
  })

  it("removes one whose sign-in has ended, which the app ends at Xero", async () => {
    const second = (await addBjorn()).grantId
    await testEnv.db.grant.update({
      where: { id: first },
      data: {
        state: "ended",
        endedReason: "refused",
        endedAt: new Date(),
        currentTokenSetId: null,
      },
    })
    const { keeper, memberId } = testEnv
    const removed = await removeAuthoriser(keeper, memberId, { tenantId, grantId: first })
    expect([removed, await authorisers()]).toEqual([{ kind: "removed", toldXero: true }, [second]])
    expect(await listedAtXero()).toEqual([bjorn])
  })
})

function reconnectAsBjorn(choose = "mapleFlorist"): Promise<ConsentEnd> {
  return testEnv.consent({ as: "bjorn", choose, reconnect: tenantId })
}

function addBjorn(): Promise<ConsentEnd> {
  return testEnv.consent({ as: "bjorn", choose: "mapleFlorist", authoriserOf: tenantId })
}

function decide({ started }: ConsentEnd, decision: "keep" | "undo") {
  const { consentId } = started
  return decideOffer(testEnv.keeper, testEnv.memberId, { consentId, decision })
}

async function authorisers(): Promise<string[]> {
  return (await listAuthorisers(testEnv.db, tenantId)).map((one) => one.grantId)
}

async function listedAtXero(): Promise<string[]> {
  const { connections } = await testEnv.control.state()
  return connections.filter((one) => one.tenantId === tenantId).map((one) => one.xeroUserId)
}
