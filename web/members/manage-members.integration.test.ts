import { afterEach, beforeEach, expect, test } from "vitest"
import type { Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { hashPassword } from "@/lib/members/password"
import { acceptInvitation } from "@/web/members/accept-invitation"
import {
  findInvitation,
  inviteMember,
  issuePasswordLink,
  listOpenInvitations,
  withdrawInvitation,
} from "@/web/members/invitations"
import { changeRole, disableMember, enableMember, listMembers } from "@/web/members/manage-members"
import type { MemberRole } from "@/web/members/roles"
import { findSessionMember, type SignedInMember, startSession } from "@/web/members/sessions"
import { signIn } from "@/web/members/sign-in"

const PASSWORD = "correct horse battery"
const ADDRESS = "198.51.100.7"
let scratch: TestDb
let db: Db

beforeEach(async () => {
  scratch = await createTestDb()
  db = scratch.db
})
afterEach(() => scratch.drop())

test("the last owner can be neither disabled nor demoted", async () => {
  const ann = await addMember("ann", "owner")
  expect(await disableMember(ann, ann.memberId, db)).toEqual({ kind: "last_owner" })
  const demotion = { memberId: ann.memberId, role: "admin" } as const
  expect(await changeRole(ann, demotion, db)).toEqual({ kind: "last_owner" })
  const bob = await addMember("bob", "owner")
  await disableMember(ann, bob.memberId, db)
  expect(await changeRole(ann, demotion, db)).toEqual({ kind: "last_owner" })
  await enableMember(ann, bob.memberId, db)
  expect(await changeRole(ann, demotion, db)).toEqual({ kind: "done" })
})

test("two owners who remove each other at once leave one owner", async () => {
  for (let round = 0; round < 8; round += 1) {
    await db.auditEvent.deleteMany()
    await db.session.deleteMany()
    await db.member.deleteMany()
    const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "owner")]
    const outcomes = await Promise.all([
      disableMember(ann, bob.memberId, db),
      changeRole(bob, { memberId: ann.memberId, role: "viewer" }, db),
    ])
    // Whoever is disabled first has no session left to prove anything in.
    const [first, second] = outcomes.map((one) => one.kind).sort()
    expect([first, second]).toEqual(["done", expect.stringMatching(/^(last_owner|sudo_needed)$/)])
    expect(await db.member.count({ where: { role: "owner", disabledAt: null } })).toBe(1)
  }
})

test("disabling a member ends their sessions and withdraws the invitations they made", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "owner")]
  const invited = await inviteMember(bob, { email: "cy@ledgers.example", role: "viewer" }, db)
  if (invited.kind !== "invited") throw new Error(invited.kind)
  await disableMember(ann, bob.memberId, db)
  expect(await findSessionMember(bob.sessionId, db)).toBeNull()
  expect(await findInvitation(invited.token, db)).toBeNull()
  expect(await findSessionMember(ann.sessionId, db)).not.toBeNull()
})

test("an invitation lets one person in, once, with the role that was meant", async () => {
  const ann = await addMember("ann", "owner")
  const wanted = { email: "cy@ledgers.example", role: "viewer" } as const
  const invited = await inviteMember(ann, wanted, db)
  if (invited.kind !== "invited") throw new Error(invited.kind)
  expect(await findInvitation(invited.token, db)).toEqual({
    ...wanted,
    invitedByName: "ann",
    memberName: null,
  })
  const use = { token: invited.token, name: "Cy", password: PASSWORD }
  const outcomes = await Promise.all([acceptInvitation(use, db), acceptInvitation(use, db)])
  expect(outcomes.map((one) => one.kind).sort()).toEqual(["accepted", "gone"])
  const joined = (await listMembers(db)).filter((one) => one.email === wanted.email)
  expect(joined.map((one) => one.role)).toEqual(["viewer"])
  expect(await inviteMember(ann, wanted, db)).toEqual({ kind: "already_member" })
})

test("an invitation stops working when withdrawn, replaced or a week old", async () => {
  const ann = await addMember("ann", "owner")
  const invite = async (name: string) => {
    const email = `${name}@ledgers.example`
    const invited = await inviteMember(ann, { email, role: "admin" }, db)
    return invited.kind === "invited" ? invited.token : ""
  }
  const replaced = await invite("cy")
  const open = await invite("cy")
  const withdrawn = await invite("di")
  const [newest] = await listOpenInvitations(db)
  await withdrawInvitation(newest?.id ?? "", db)
  const old = await invite("ed")
  await db.invitation.updateMany({
    where: { email: "ed@ledgers.example" },
    data: { expiresAt: new Date(Date.now() - 1) },
  })
  for (const token of [replaced, withdrawn, old, "", "unknown"]) {
    const outcome = await acceptInvitation({ token, name: "x", password: PASSWORD }, db)
    expect(outcome).toEqual({ kind: "gone" })
  }
  expect(await findInvitation(open, db)).not.toBeNull()
})

test("a password link gives a member a new password, ends their sessions and keeps their role", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "viewer")]
  const issued = await issuePasswordLink(ann, bob.memberId, db)
  if (issued.kind !== "invited") throw new Error(issued.kind)
  expect(await findSessionMember(bob.sessionId, db)).not.toBeNull()
  await changeRole(ann, { memberId: bob.memberId, role: "admin" }, db)
  const use = { token: issued.token, name: "Mallory", password: "another good password" }
  expect(await acceptInvitation(use, db)).toEqual({ kind: "accepted", memberId: bob.memberId })
  expect(await findSessionMember(bob.sessionId, db)).toBeNull()
  const attempt = { email: bob.email, password: use.password, address: ADDRESS, device: null }
  expect((await signIn(attempt, db)).kind).toBe("signed_in")
  const view = (await listMembers(db)).find((one) => one.memberId === bob.memberId)
  expect(view).toMatchObject({ name: "bob", role: "admin" })
})

test("a password link of a member who was disabled since opens nothing", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "viewer")]
  const issued = await issuePasswordLink(ann, bob.memberId, db)
  if (issued.kind !== "invited") throw new Error(issued.kind)
  await disableMember(ann, bob.memberId, db)
  expect(await findInvitation(issued.token, db)).toBeNull()
  expect(await issuePasswordLink(ann, bob.memberId, db)).toEqual({ kind: "not_found" })
})

async function addMember(name: string, role: MemberRole): Promise<SignedInMember> {
  const email = `${name}@ledgers.example`
  const data = { name, email, role, passwordHash: await hashPassword(PASSWORD) }
  const { id: memberId } = await db.member.create({ data, select: { id: true } })
  const sessionId = await startSession(db, { memberId })
  const member = { memberId, name, email, role, sessionId }
  await prove(member, new Date())
  return member
}

/** As the keeper writes it down. */
async function prove({ sessionId }: SignedInMember, provenAt: Date): Promise<void> {
  await db.proof.create({ data: { sessionId, kind: "password", provenAt } })
}
