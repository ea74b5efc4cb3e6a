import { afterEach, describe, expect, it } from "vitest"
import { declineLink, openLink } from "@/keeper/links/answer-link"
import { extendLink, renewLink, withdrawLink } from "@/keeper/links/manage-links"
import { readLink } from "@/keeper/links/read-link"
import { completeLinkConsent, startLinkConsent } from "@/keeper/links/start-link-consent"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { giveLink, goToXero, viewOf, visit } from "@/keeper/testing/link-visits"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()

afterEach(async () => {
  await emptyTables(testEnv.db, "AuditEvent", "Link", "Grant", "Tenant")
  await testEnv.control.reset()
})

describe("a link for a new organisation", () => {
  it("connects what its holder chooses, names it, and is done", async () => {
    const { linkId, token } = await giveLink(testEnv, { reference: "customer 7" })
    const view = await visit(testEnv.keeper, token, { as: "alice", choose: "mapleFlorist" })
    expect(view).toMatchObject({
      standing: "done",
      outcome: { kind: "connected", names: ["Maple Florist"] },
    })
    expect(await tenant()).toMatchObject({ reference: "customer 7" })
    expect(await kinds()).toEqual([
      "link.made",
      "consent.started",
      "grant.chain_started",
      "tenant.connected",
      "consent.completed",
      "link.done",
    ])
    expect(await startLinkConsent(testEnv.keeper, { token })).toEqual({ kind: "gone" })
    expect(await withdraw(linkId)).toEqual({ kind: "link_over" })
  })

  it("lets one of ten visitors at once succeed, and tells nine that somebody else was quicker", async () => {
    const { token } = await giveLink(testEnv)
    const visitors = [...TEN]
    const trips = await Promise.all(visitors.map(() => goToXero(testEnv.keeper, token)))
    const ends = await Promise.all(trips.map((trip, at) => trip.comeBack(visitors[at] ?? TEN[0])))
    await Promise.all(ends.map(({ consentId }) => testEnv.keeper.completing.get(consentId)))
    const views = await Promise.all(
      ends.map(({ consentId }) => viewOf(testEnv.keeper, token, consentId)),
    )
    expect(views.map(({ outcome }) => outcome?.kind).sort()).toEqual([
      "connected",
      ...times(9, () => "link_over"),
    ])
    expect(await testEnv.db.grant.count()).toBe(1)
  })

  it("that was cancelled at Xero can be tried again, and says why it did not work", async () => {
    const { linkId, token } = await giveLink(testEnv)
    const cancelled = await visit(testEnv.keeper, token, { as: "alice", choose: "cancel" })
    expect(cancelled).toMatchObject({ standing: "failed", outcome: { kind: "cancelled" } })
    expect(await failure(linkId)).toBe("cancelled")
    const again = await visit(testEnv.keeper, token, { as: "alice", choose: "mapleFlorist" })
    expect(again).toMatchObject({ standing: "done", outcome: { kind: "connected" } })
  })

  it("is bound to the browser that began, and the same answer again changes nothing", async () => {
    const { token } = await giveLink(testEnv)
    const trip = await goToXero(testEnv.keeper, token)
    const { answer, consentId } = await trip.comeBack({ as: "alice", choose: "mapleFlorist" })
    await testEnv.keeper.completing.get(consentId)
    const other = await goToXero(testEnv.keeper, (await giveLink(testEnv)).token)
    const { answer: foreign } = await other.comeBack({ as: "bjorn", choose: "cancel" })
    const swapped = { ...foreign, browserToken: answer.browserToken }
    expect(
      await completeLinkConsent(testEnv.keeper, { ...swapped, code: "other", error: null }),
    ).toEqual({
      kind: "problem",
      problem: "came_again",
    })
    expect(await completeLinkConsent(testEnv.keeper, answer)).toMatchObject({
      kind: "ended",
      consentId,
    })
    expect(await testEnv.db.tokenSet.count()).toBe(1)
  })

  it("that another visitor completes in a process which was killed is free again after two minutes", async () => {
    const { linkId, token } = await giveLink(testEnv)
    const dead = await goToXero(testEnv.keeper, token)
    await testEnv.db.$executeRaw`
      UPDATE "Link" SET "claimedBy" = ${dead.consentId}::uuid, "claimedUntil" = clock_timestamp() + interval '1 minute'
      WHERE "id" = ${linkId}::uuid`
    const late = await visit(testEnv.keeper, token, { as: "bjorn", choose: "mapleFlorist" })
    expect(late.outcome).toEqual({ kind: "link_over" })
    await testEnv.db.$executeRaw`UPDATE "Link" SET "claimedUntil" = clock_timestamp()`
    const next = await visit(testEnv.keeper, token, { as: "alice", choose: "mapleFlorist" })
    expect(next.outcome).toMatchObject({ kind: "connected" })
  })
})

describe("what a holder and an admin do to a link", () => {
  it("is opened by a touch of its page, not by a look at it", async () => {
    const { linkId, token } = await giveLink(testEnv)
    for (let n = 0; n < 3; n++) expect((await viewOf(testEnv.keeper, token)).standing).toBe("made")
    expect(await row(linkId)).toMatchObject({ openedAt: null, state: "made" })
    expect(await openLink(testEnv.keeper, { token })).toEqual({ kind: "opened" })
    expect(await row(linkId)).toMatchObject({ openedAt: expect.any(Date), state: "opened" })
  })

  it("ends with a no, and the event says whose", async () => {
    const { linkId, token } = await giveLink(testEnv)
    expect(await declineLink(testEnv.keeper, { token })).toEqual({ kind: "declined" })
    expect(await declineLink(testEnv.keeper, { token })).toEqual({ kind: "gone" })
    expect((await viewOf(testEnv.keeper, token)).standing).toBe("declined")
    const event = await testEnv.db.auditEvent.findFirstOrThrow({
      where: { kind: "link.declined" },
      select: { detail: true, memberId: true },
    })
    expect(event).toEqual({ detail: { link: "Alice Doyle", linkId }, memberId: null })
  })

  it("expires, lives on when it is extended, and its address ends when a new one is made", async () => {
    const { linkId, token } = await giveLink(testEnv)
    await testEnv.db.$executeRaw`UPDATE "Link" SET "expiresAt" = clock_timestamp()`
    expect((await viewOf(testEnv.keeper, token)).standing).toBe("expired")
    expect(await startLinkConsent(testEnv.keeper, { token })).toEqual({ kind: "gone" })
    const days = { linkId, days: 3 }
    expect(await extendLink(testEnv.keeper, testEnv.memberId, days)).toEqual({ kind: "extended" })
    expect((await viewOf(testEnv.keeper, token)).standing).toBe("made")
    const renewed = await renewLink(testEnv.keeper, testEnv.memberId, { linkId, sends: false })
    expect(renewed).toMatchObject({ kind: "given", linkId })
    expect(await viewOf(testEnv.keeper, token)).toMatchObject({ isReplaced: true })
    for (const ask of [openLink, declineLink, startLinkConsent])
      expect(await ask(testEnv.keeper, { token })).toEqual({ kind: "gone" })
  })

  it("is over when it is withdrawn, for whoever is at Xero already, too", async () => {
    const { linkId, token } = await giveLink(testEnv)
    const trip = await goToXero(testEnv.keeper, token)
    expect(await withdraw(linkId)).toEqual({ kind: "withdrawn" })
    const { consentId } = await trip.comeBack({ as: "alice", choose: "mapleFlorist" })
    await testEnv.keeper.completing.get(consentId)
    const view = await viewOf(testEnv.keeper, token, consentId)
    expect(view).toMatchObject({ standing: "withdrawn", outcome: { kind: "link_over" } })
    expect(await testEnv.db.grant.count()).toBe(0)
  })

  it("tells nothing to whoever has no link, and asks them to wait when they ask too often", async () => {
    const asked = await Promise.all(
      times(121, () => readLink(testEnv.keeper, { token: "no link", consentId: null })),
    )
    expect(asked.map(({ kind }) => kind).slice(0, 3)).toEqual(["gone", "gone", "gone"])
    expect(asked.at(-1)).toMatchObject({ kind: "throttled" })
  })
})

const TEN = [
  { as: "alice", choose: "mapleFlorist" },
  { as: "alice", choose: "harbourBakery" },
  { as: "alice", choose: "demoCompany" },
  { as: "alice", choose: "script" },
  { as: "bjorn", choose: "mapleFlorist" },
  { as: "bjorn", choose: "soens" },
  { as: "bjorn", choose: "fjordAndFell" },
  { as: "taro", choose: "sakura" },
  { as: "taro", choose: "longName" },
  { as: "zoe", choose: "palmCafe" },
] as const
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
const withdraw = (linkId: string) => withdrawLink(testEnv.keeper, testEnv.memberId, { linkId })

async function kinds(): Promise<string[]> {
  const events = await testEnv.db.auditEvent.findMany({
    orderBy: { id: "asc" },
    select: { kind: true },
  })
  return events.map(({ kind }) => kind)
}

function tenant() {
  return testEnv.db.tenant.findUniqueOrThrow({
    where: { tenantId: TENANTS.mapleFlorist },
    select: { reference: true },
  })
}

function row(linkId: string) {
  return testEnv.db.link.findUniqueOrThrow({
    where: { id: linkId },
    select: { state: true, openedAt: true, failure: true },
  })
}

async function failure(linkId: string): Promise<string | null> {
  return (await row(linkId)).failure
}
