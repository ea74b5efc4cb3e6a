import { randomBytes } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { PEOPLE, type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import type { MemberRole } from "@/lib/members/roles"

let testEnv: SsoTestEnv
/** Somebody new in each test. */
let ida: { subject: string; email: string }
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
})
beforeEach(async () => {
  const subject = randomBytes(4).toString("hex")
  ida = { subject, email: `${subject}@ledgers.example` }
  say({})
  await testEnv.configure()
})
afterAll(() => testEnv.close())

it("makes somebody new a viewer by the name and e-mail address of the issuer, and knows them by the subject", async () => {
  const first = await testEnv.signIn(ida.subject)
  expect(first).toMatchObject({ kind: "signed_in", path: "/organisations" })
  expect(await find(ida.email)).toEqual({ name: "Ida", role: "viewer", passwordHash: null })
  say({ email: `new.${ida.email}` })
  expect(memberOf(await testEnv.signIn(ida.subject))).toBe(memberOf(first))
  expect(await find(`new.${ida.email}`)).toBeNull()
})

it("never recognises a member by their e-mail address", async () => {
  await addMember({ email: ida.email })
  expect(await testEnv.signIn(ida.subject)).toMatchObject({
    kind: "refused",
    reason: "email_taken",
  })
  expect(await testEnv.db.identity.count({ where: { subject: ida.subject } })).toBe(0)
})

it("does not take one issuer's subject for another's", async () => {
  const memberId = await addMember({ email: `old.${ida.email}` })
  await testEnv.db.identity.create({
    data: { issuer: "https://other.example", subject: ida.subject, memberId },
    select: { id: true },
  })
  expect(memberOf(await testEnv.signIn(ida.subject))).not.toBe(memberId)
})

it("lets only invited people join where only those may, with the role they were invited to", async () => {
  await testEnv.configure({ newMembers: "invited" })
  expect(await testEnv.signIn(ida.subject)).toMatchObject({
    kind: "refused",
    reason: "not_invited",
  })
  await invite({ email: ida.email, role: "admin" })
  expect(await testEnv.signIn(ida.subject)).toMatchObject({ kind: "signed_in" })
  expect(await find(ida.email)).toMatchObject({ role: "admin" })
  expect(await testEnv.db.invitation.count({ where: { email: ida.email, acceptedAt: null } })).toBe(
    0,
  )
})

it("adds the issuer to a member who opened a link that an owner made, and ends their sessions", async () => {
  const memberId = await addMember({ email: ida.email })
  await testEnv.db.session.create({ data: { memberId } })
  const token = await invite({ email: ida.email, role: "viewer" })
  const signedIn = await testEnv.signIn(ida.subject, { invitation: token })
  expect(memberOf(signedIn)).toBe(memberId)
  expect(await testEnv.db.session.count({ where: { memberId, endedAt: null } })).toBe(0)
  expect(memberOf(await testEnv.signIn(ida.subject))).toBe(memberId)
})

it.each([
  ["to another address", { email: "uwe@ledgers.example" }],
  ["that is over", { expiresAt: new Date(0) }],
])("refuses a link %s", async (_, change) => {
  const token = await invite({ email: ida.email, role: "admin", ...change })
  const refused = await testEnv.signIn(ida.subject, { invitation: token })
  expect(refused).toMatchObject({ kind: "refused", reason: "not_invited" })
})

it("keeps a disabled member out, and leaves the invitation as it is", async () => {
  await testEnv.signIn(ida.subject)
  await testEnv.db.member.update({ where: { email: ida.email }, data: { disabledAt: new Date() } })
  expect(await testEnv.signIn(ida.subject)).toMatchObject({ kind: "refused", reason: "disabled" })
  await testEnv.db.identity.deleteMany({ where: { subject: ida.subject } })
  const invitation = await invite({ email: ida.email, role: "admin" })
  const refused = await testEnv.signIn(ida.subject, { invitation })
  expect(refused).toMatchObject({ kind: "refused", reason: "disabled" })
  expect(await testEnv.db.invitation.count({ where: { email: ida.email, acceptedAt: null } })).toBe(
    1,
  )
})

it("gives the role of the person's groups at every sign-in, and lets nobody in without one", async () => {
  await testEnv.configure({
    groupsClaim: "groups",
    adminGroups: ["books"],
    ownerGroups: ["heads"],
  })
  await testEnv.signIn(ida.subject)
  expect(await find(ida.email)).toMatchObject({ role: "admin" })
  say({ groups: ["books", "heads"] })
  await testEnv.signIn(ida.subject)
  expect(await find(ida.email)).toMatchObject({ role: "owner" })
  say({ groups: ["others"] })
  expect(await testEnv.signIn(ida.subject)).toMatchObject({ kind: "refused", reason: "no_group" })
})

it("leaves the last owner an owner, whatever the groups say", async () => {
  const others = { id: { not: testEnv.memberId } }
  await testEnv.db.member.updateMany({ where: others, data: { role: "viewer" } })
  await testEnv.db.identity.create({
    data: { issuer: testEnv.issuer.url, subject: ida.subject, memberId: testEnv.memberId },
    select: { id: true },
  })
  await testEnv.configure({ groupsClaim: "groups", viewerGroups: ["books"] })
  expect(memberOf(await testEnv.signIn(ida.subject))).toBe(testEnv.memberId)
  expect(await find("owner@tenantry.example")).toMatchObject({ role: "owner" })
})

it.each([
  ["says nothing, and the settings trust it", { email_verified: undefined }, true, "signed_in"],
  ["says nothing", { email_verified: undefined }, false, "refused"],
  ["says no, and the settings trust it", { email_verified: false }, true, "refused"],
  ["says so as text", { email_verified: "true" }, false, "signed_in"],
  ["is Entra ID, and says so", { email_verified: undefined, xms_edov: true }, false, "signed_in"],
  ["is Entra ID, and says no", { email_verified: undefined, xms_edov: false }, true, "refused"],
])(
  "takes an e-mail address where the issuer %s: %j, %s → %s",
  async (_, says, trustsEmail, kind) => {
    await testEnv.configure({ trustsEmail })
    say(says)
    expect(await testEnv.signIn(ida.subject)).toMatchObject({ kind })
  },
)

/** The issuer says this of the person. */
function say(change: Record<string, unknown>): void {
  const said = { ...PEOPLE.ida, email: ida.email, ...change }
  testEnv.issuer.people = { [ida.subject]: JSON.parse(JSON.stringify(said)) }
}

function memberOf(completed: { kind: string }): unknown {
  return "memberId" in completed ? completed.memberId : completed
}

async function addMember({ email }: { email: string }): Promise<string> {
  const data = { email, name: "Some Member", role: "viewer", passwordHash: "-" } as const
  return (await testEnv.db.member.create({ data, select: { id: true } })).id
}

async function invite(invitation: Invitation): Promise<string> {
  const token = randomBytes(24).toString("base64url")
  const { expiresAt = new Date(Date.now() + 60_000), ...rest } = invitation
  await testEnv.db.invitation.create({
    data: {
      ...rest,
      expiresAt,
      tokenHash: hashOneTimeToken(token),
      invitedById: testEnv.memberId,
    },
    select: { id: true },
  })
  return token
}

function find(email: string) {
  const select = { name: true, role: true, passwordHash: true } as const
  return testEnv.db.member.findUnique({ where: { email }, select })
}

type Invitation = { email: string; role: MemberRole; expiresAt?: Date }
