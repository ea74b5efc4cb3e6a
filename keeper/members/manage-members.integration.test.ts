import { afterEach, beforeEach, expect, test } from "vitest"
import { acceptInvitation } from "@/keeper/members/accept-invitation"
import { inviteMember, issuePasswordLink, withdrawInvitation } from "@/keeper/members/invitations"
import { changeRole, disableMember, enableMember } from "@/keeper/members/manage-members"
import { emptyTables } from "@/keeper/testing/empty-tables"
import type { Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { findInvitation } from "@/lib/members/find-invitation"
import type { MemberRole } from "@/lib/members/roles"
import { listOpenInvitations } from "@/web/members/invitations"
import { listMembers } from "@/web/members/list-members"
import { findSessionMember, type SignedInMember } from "@/web/members/sessions"
import { signIn } from "@/web/members/sign-in"
import { addSignedInMember, PASSWORD } from "@/web/testing/signed-in-member"

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
  expect(await disableMember(scratch, ann, { memberId: ann.memberId })).toEqual({
    kind: "last_owner",
  })
  const demotion = { memberId: ann.memberId, role: "admin" } as const
  expect(await changeRole(scratch, ann, demotion)).toEqual({ kind: "last_owner" })
  const bob = await addMember("bob", "owner")
  await disableMember(scratch, ann, { memberId: bob.memberId })
  expect(await changeRole(scratch, ann, demotion)).toEqual({ kind: "last_owner" })
  await enableMember(scratch, ann, { memberId: bob.memberId })
  expect(await changeRole(scratch, ann, demotion)).toEqual({ kind: "done" })
})

test("of two members with one name, lists and events say who is meant", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "viewer")]
  await db.member.update({ where: { id: bob.memberId }, data: { name: "ANN" } })
  await disableMember(scratch, ann, { memberId: bob.memberId })
  const label = `ANN · ${bob.email}`
  const told = await db.auditEvent.findFirstOrThrow({
    where: { kind: "member.disabled" },
    select: { detail: true },
  })
  expect(told.detail).toMatchObject({ member: label })
  expect((await listMembers(db)).map((one) => one.label)).toEqual([`ann · ${ann.email}`, label])
})

test("two owners who remove each other at once leave one owner", async () => {
  for (let round = 0; round < 8; round += 1) {
    await emptyTables(db, "AuditEvent")
    await db.session.deleteMany()
    await db.member.deleteMany()
    const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "owner")]
    const outcomes = await Promise.all([
      disableMember(scratch, ann, { memberId: bob.memberId }),
      changeRole(scratch, bob, { memberId: ann.memberId, role: "viewer" }),
    ])
    // Whoever is disabled first has no session left to prove anything in, and who is demoted first no right.
    const [first, second] = outcomes.map((one) => one.kind).sort()
    expect([first, second]).toEqual(["done", expect.stringMatching(/^(forbidden|sudo_needed)$/)])
    expect(await db.member.count({ where: { role: "owner", disabledAt: null } })).toBe(1)
  }
})

test("of two owners who demote each other at once, beside a third, the first keeps the role", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "owner")]
  await addMember("cy", "owner")
  const outcomes = await Promise.all([
    changeRole(scratch, ann, { memberId: bob.memberId, role: "viewer" }),
    changeRole(scratch, bob, { memberId: ann.memberId, role: "viewer" }),
  ])
  expect(outcomes.map((one) => one.kind).sort()).toEqual(["done", "forbidden"])
  expect(await db.member.count({ where: { role: "owner" } })).toBe(2)
})

test("a link works only as long as whoever made it is an owner", async () => {
  const ann = await addMember("ann", "owner")
  const invited = await inviteMember(scratch, ann.memberId, {
    email: "cy@ledgers.example",
    role: "owner",
  })
  if (invited.kind !== "invited") throw new Error(invited.kind)
  // As one that is made in the moment in which its maker is demoted.
  await db.member.update({ where: { id: ann.memberId }, data: { role: "admin" } })
  expect(await findInvitation(db, invited.token)).toBeNull()
  const accepted = { token: invited.token, name: "Cy", password: PASSWORD }
  expect(await acceptInvitation(scratch, accepted)).toEqual({ kind: "gone" })
  await db.member.update({ where: { id: ann.memberId }, data: { role: "owner" } })
  expect(await acceptInvitation(scratch, accepted)).toMatchObject({ kind: "accepted" })
})

test.each([
  ["disabled", disableMember],
  ["made a viewer", changeRole],
])(
  "whoever is %s has no invitation, no link out and no import going on any more",
  async (end, change) => {
    const ann = await addMember("ann", "owner")
    const { memberId, sessionId } = await addMember("bob", "owner")
    await inviteMember(scratch, memberId, { email: "cy@ledgers.example", role: "viewer" })
    const link = { madeById: memberId, days: 7, expiresAt: new Date(), purpose: "connect" } as const
    await db.link.create({ data: link, select: { id: true } })
    const rows = [0, 1].map((presentations) => {
      return { line: presentations, position: presentations, source: "csv", presentations }
    })
    const started = { memberId, startedAt: new Date(), rows: { create: rows } }
    await db.import.create({ data: started, select: { id: true } })
    await change(scratch, ann, { memberId, role: "viewer" })
    expect(await db.link.count({ where: { state: "withdrawn" } })).toBe(1)
    const order = { position: "asc" } as const
    const told = await db.importRow.findMany({ select: { outcome: true }, orderBy: order })
    expect(told).toEqual([{ outcome: { kind: "interrupted" } }, { outcome: null }])
    expect(await listOpenInvitations(db)).toEqual([])
    expect((await findSessionMember(sessionId, db)) === null).toBe(end === "disabled")
  },
)

test("an invitation lets one person in, once, with the role that was meant", async () => {
  const ann = await addMember("ann", "owner")
  const wanted = { email: "cy@ledgers.example", role: "viewer" } as const
  const invited = await inviteMember(scratch, ann.memberId, wanted)
  if (invited.kind !== "invited") throw new Error(invited.kind)
  expect(await findInvitation(db, invited.token)).toEqual({
    ...wanted,
    invitedByName: "ann",
    memberName: null,
  })
  const use = { token: invited.token, name: "Cy", password: PASSWORD }
  const outcomes = await Promise.all([
    acceptInvitation(scratch, use),
    acceptInvitation(scratch, use),
  ])
  expect(outcomes.map((one) => one.kind).sort()).toEqual(["accepted", "gone"])
  const joined = (await listMembers(db)).filter((one) => one.email === wanted.email)
  expect(joined.map((one) => one.role)).toEqual(["viewer"])
  expect(await inviteMember(scratch, ann.memberId, wanted)).toEqual({ kind: "already_member" })
})

test("an invitation stops working when withdrawn, replaced or a week old", async () => {
  const ann = await addMember("ann", "owner")
  const invite = async (name: string) => {
    const email = `${name}@ledgers.example`
    const invited = await inviteMember(scratch, ann.memberId, { email, role: "admin" })
    return invited.kind === "invited" ? invited.token : ""
  }
  const replaced = await invite("cy")
  const open = await invite("cy")
  const withdrawn = await invite("di")
  const [newest] = await listOpenInvitations(db)
  await withdrawInvitation(scratch, ann.memberId, { invitationId: newest?.id ?? "" })
  const told = await db.auditEvent.findMany({
    where: { kind: "member.invitation_withdrawn", memberId: ann.memberId },
    select: { detail: true },
  })
  expect(told.at(-1)?.detail).toEqual({ email: newest?.email, role: newest?.role })
  const old = await invite("ed")
  await db.invitation.updateMany({
    where: { email: "ed@ledgers.example" },
    data: { expiresAt: new Date(Date.now() - 1) },
  })
  for (const token of [replaced, withdrawn, old, "", "unknown"]) {
    const outcome = await acceptInvitation(scratch, { token, name: "x", password: PASSWORD })
    expect(outcome).toEqual({ kind: "gone" })
  }
  expect(await findInvitation(db, open)).not.toBeNull()
})

test("a password link gives a member a new password, ends their sessions and keeps their role", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "viewer")]
  const issued = await issuePasswordLink(scratch, ann.memberId, { memberId: bob.memberId })
  if (issued.kind !== "invited") throw new Error(issued.kind)
  expect(await findSessionMember(bob.sessionId, db)).not.toBeNull()
  await changeRole(scratch, ann, { memberId: bob.memberId, role: "admin" })
  const use = { token: issued.token, name: "Mallory", password: "another good password" }
  expect(await acceptInvitation(scratch, use)).toEqual({ kind: "accepted", memberId: bob.memberId })
  expect(await findSessionMember(bob.sessionId, db)).toBeNull()
  const attempt = { email: bob.email, password: use.password, address: ADDRESS, device: null }
  expect((await signIn(attempt, db)).kind).toBe("signed_in")
  const view = (await listMembers(db)).find((one) => one.memberId === bob.memberId)
  expect(view).toMatchObject({ name: "bob", role: "admin" })
})

async function addMember(name: string, role: MemberRole): Promise<SignedInMember> {
  const member = await addSignedInMember(db, name, role)
  await prove(member, new Date())
  return member
}

/** As the keeper writes it down. */
async function prove({ sessionId }: SignedInMember, provenAt: Date): Promise<void> {
  await db.proof.create({ data: { sessionId, kind: "password", provenAt } })
}
