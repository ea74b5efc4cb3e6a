import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { completeSso } from "@/keeper/sso/complete-sso"
import { removeIdentity } from "@/keeper/sso/identities"
import { startAddingIdentity, startSsoProof } from "@/keeper/sso/start-sso"
import { openProvenSession, openSession } from "@/keeper/testing/sessions"
import {
  claiming,
  NOBODY,
  PEOPLE,
  type SsoTestEnv,
  startSsoTestEnv,
} from "@/keeper/testing/sso-test-env"
import { endSessionsOf } from "@/lib/members/end-sessions"
import { type Acting, hasSudo } from "@/lib/members/sudo"

let testEnv: SsoTestEnv
let acting: Acting
/** A member who signed in at the issuer, and the person there. */
let subject: string
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
  await testEnv.configure()
})
beforeEach(async () => {
  testEnv.issuer.forge = null
  subject = addPerson()
  const signedIn = await testEnv.signIn(subject)
  if (signedIn.kind !== "signed_in") throw new Error(JSON.stringify(signedIn))
  const { memberId } = signedIn
  acting = { memberId, sessionId: await openSession({ db: testEnv.db, memberId }) }
})
afterAll(() => testEnv.close())

it("gives sudo to a member who signs in at the issuer once more, in this session alone", async () => {
  const elsewhere = { ...acting, sessionId: await openSession({ ...testEnv, ...acting }) }
  expect(await hasSudo(testEnv.db, acting)).toBe(false)
  expect(await prove(subject)).toEqual({ kind: "proven" })
  expect(await hasSudo(testEnv.db, acting)).toBe(true)
  expect(await hasSudo(testEnv.db, elsewhere)).toBe(false)
})

it("asks the issuer for the member's credentials, whoever is signed in there", async () => {
  const started = await startSsoProof(testEnv.keeper, acting)
  const { searchParams } = new URL("authorizationUrl" in started ? started.authorizationUrl : "")
  expect(searchParams.get("prompt")).toBe("login")
  expect(searchParams.get("max_age")).toBe("0")
})

it.each([
  ["long ago", Math.floor(Date.now() / 1_000) - 120],
  ["at a time that the issuer does not tell", undefined],
  ["at no time that can be read", "now"],
])("gives no sudo to a member who signed in at the issuer %s", async (_, auth_time) => {
  testEnv.issuer.forge = claiming(testEnv.issuer, { auth_time })
  expect(await prove(subject)).toMatchObject({ kind: "refused", reason: "not_fresh" })
  expect(await hasSudo(testEnv.db, acting)).toBe(false)
})

it("gives no sudo for somebody else at the issuer", async () => {
  const other = addPerson()
  expect(await prove(other)).toMatchObject({ kind: "refused", reason: "other_person" })
  await testEnv.signIn(other)
  expect(await prove(other)).toMatchObject({ kind: "refused", reason: "other_person" })
  expect(await hasSudo(testEnv.db, acting)).toBe(false)
})

it("gives no sudo where somebody else is signed in here by now", async () => {
  const callback = await testEnv.goThere(await startSsoProof(testEnv.keeper, acting), subject)
  for (const other of [NOBODY, { ...acting, sessionId: NOBODY.sessionId }]) {
    const completed = await completeSso(testEnv.keeper, other, callback)
    expect(completed).toMatchObject({ kind: "refused", reason: "signed_out" })
  }
})

it("adds the issuer to a member who is signed in, whatever their e-mail address, and takes it away", async () => {
  const member = { memberId: testEnv.memberId, sessionId: await openProvenSession(testEnv) }
  const other = addPerson()
  expect(await add(member, other)).toEqual({ kind: "added" })
  expect(await testEnv.signIn(other)).toMatchObject({ memberId: testEnv.memberId })
  const { id: identityId } = await testEnv.db.identity.findFirstOrThrow({
    where: { memberId: testEnv.memberId },
  })
  const removed = await removeIdentity(testEnv.keeper, member, { identityId })
  expect(removed).toEqual({ kind: "removed" })
  expect(await testEnv.signIn(other)).not.toMatchObject({ memberId: testEnv.memberId })
})

it.each<[string, (member: Acting) => Promise<unknown>]>([
  ["sudo ends", ({ sessionId }) => testEnv.db.proof.delete({ where: { sessionId } })],
  ["the session ends", ({ memberId }) => endSessionsOf(testEnv.db, memberId)],
  ["the member is disabled", ({ memberId: id }) => disable(id)],
])("adds nobody where %s while the issuer is asked", async (_, end) => {
  const member = await openProven()
  const other = addPerson()
  testEnv.issuer.forge = async (idToken) => {
    await end(member)
    return idToken
  }
  expect(await add(member, other)).toMatchObject({ kind: "refused", reason: "proof_over" })
  const theirs = { where: by(member), select: { subject: true } }
  expect(await testEnv.db.identity.findMany(theirs)).toEqual([{ subject }])
})

it("ends the other sessions that came by an identity once it is replaced or removed", async () => {
  const member = await openBy(subject)
  const [elsewhere, byPassword] = [await openBy(subject), await openProven()]
  const other = addPerson()
  await add(member, other)
  expect(await endedOf([member, byPassword, elsewhere])).toEqual([elsewhere.sessionId])
  const again = await openBy(other)
  const { id: identityId } = await testEnv.db.identity.findFirstOrThrow({
    where: { subject: other },
  })
  await testEnv.db.member.update({ where: { id: member.memberId }, data: { passwordHash: "hash" } })
  await removeIdentity(testEnv.keeper, member, { identityId })
  expect(await endedOf([member, byPassword, again])).toEqual([again.sessionId])
  const kind = { in: ["member.identity_added", "member.identity_removed"] }
  const events = await testEnv.db.auditEvent.findMany({ where: { ...by(member), kind } })
  expect(events.map(({ detail }) => detail)).toEqual(
    Array(2).fill(expect.objectContaining({ sessionsEnded: 1 })),
  )
})

it("removes no identity once the session has ended", async () => {
  const member = await openProven()
  const { id: identityId } = await testEnv.db.identity.findFirstOrThrow({ where: { subject } })
  await endSessionsOf(testEnv.db, member.memberId)
  expect(await removeIdentity(testEnv.keeper, member, { identityId })).toEqual({
    kind: "sudo_needed",
  })
})

it("does not add what is another member's", async () => {
  const member = { memberId: testEnv.memberId, sessionId: await openProvenSession(testEnv) }
  expect(await add(member, subject)).toMatchObject({ kind: "refused", reason: "identity_taken" })
})

it("does not take away the last way to sign in, nor another member's", async () => {
  const { id: identityId } = await testEnv.db.identity.findFirstOrThrow({ where: { subject } })
  const own = await removeIdentity(testEnv.keeper, await openProven(), { identityId })
  expect(own).toEqual({ kind: "last_way" })
  const other = { memberId: testEnv.memberId, sessionId: await openProvenSession(testEnv) }
  const others = await removeIdentity(testEnv.keeper, other, { identityId })
  expect(others).toEqual({ kind: "not_found" })
})

it("does not take it from a member whose password counts no more, because only the emergency owner's does", async () => {
  const { id: identityId } = await testEnv.db.identity.findFirstOrThrow({ where: { subject } })
  const { memberId } = acting
  await testEnv.db.member.update({ where: { id: memberId }, data: { passwordHash: "hash" } })
  await testEnv.db.ssoSettings.updateMany({ data: { emergencyOwnerId: testEnv.memberId } })
  const removed = await removeIdentity(testEnv.keeper, await openProven(), { identityId })
  await testEnv.db.ssoSettings.updateMany({ data: { emergencyOwnerId: null } })
  expect(removed).toEqual({ kind: "last_way" })
})

async function prove(as: string) {
  const callback = await testEnv.goThere(await startSsoProof(testEnv.keeper, acting), as)
  return completeSso(testEnv.keeper, acting, callback)
}

async function add(member: Acting, as: string) {
  const callback = await testEnv.goThere(await startAddingIdentity(testEnv.keeper, member), as)
  return completeSso(testEnv.keeper, member, callback)
}

/** One more session of the member, with sudo. */
async function openProven(): Promise<Acting> {
  return { ...acting, sessionId: await openProvenSession({ ...testEnv, ...acting }) }
}

/** The same of one who came by the issuer, as this person. */
async function openBy(as: string): Promise<Acting> {
  const opened = await openProven()
  const { id: identityId } = await testEnv.db.identity.findFirstOrThrow({ where: { subject: as } })
  await testEnv.db.session.update({ where: { id: opened.sessionId }, data: { identityId } })
  return opened
}

async function endedOf(sessions: Acting[]): Promise<string[]> {
  const id = { in: sessions.map((one) => one.sessionId) }
  const ended = { where: { id, endedAt: { not: null } }, select: { id: true } } as const
  return (await testEnv.db.session.findMany(ended)).map((one) => one.id)
}

function by({ memberId }: Acting) {
  return { memberId }
}

function disable(id: string) {
  return testEnv.db.member.update({ where: { id }, data: { disabledAt: new Date() } })
}

function addPerson(): string {
  const mark = randomBytes(4).toString("hex")
  testEnv.issuer.people[mark] = { ...PEOPLE.ida, email: `${mark}@ledgers.example` }
  return mark
}
