import { afterEach, beforeEach, expect, test } from "vitest"
import type { Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { hashPassword } from "@/lib/members/password"
import { inviteMember, issuePasswordLink } from "@/web/members/invitations"
import { changeRole, disableMember, enableMember } from "@/web/members/manage-members"
import { changePassword, signOutElsewhere } from "@/web/members/own-account"
import type { MemberRole } from "@/web/members/roles"
import {
  endSession,
  findSessionMember,
  type SignedInMember,
  startSession,
} from "@/web/members/sessions"
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

test("a new password ends the member's other sessions, and the old one opens nothing", async () => {
  const bob = await addMember("bob", "viewer")
  const elsewhere = await startSession(db, { memberId: bob.memberId })
  const change = { next: "another good password", address: ADDRESS }
  const changed = await changePassword(bob, change, db)
  expect(changed).toEqual({ kind: "changed", sessionsEnded: 1 })
  expect(await findSessionMember(elsewhere, db)).toBeNull()
  expect(await findSessionMember(bob.sessionId, db)).not.toBeNull()
  const attempt = { email: bob.email, password: PASSWORD, address: ADDRESS, device: null }
  expect((await signIn(attempt, db)).kind).toBe("refused")
})

test("a sign-in with the old password that overlaps the change leaves no session", async () => {
  for (let round = 0; round < 8; round += 1) {
    const bob = await addMember(`bob${round}`, "viewer")
    const change = { next: "another good password", address: ADDRESS }
    const [entered] = await Promise.all([
      signIn({ email: bob.email, password: PASSWORD, address: ADDRESS, device: null }, db),
      changePassword(bob, change, db),
    ])
    if (entered.kind !== "signed_in") continue
    expect(await findSessionMember(entered.sessionId, db)).toBeNull()
  }
})

test("what changes who may sign in needs a proof of this session, ten minutes old at most", async () => {
  const [ann, bob] = [await addMember("ann", "owner"), await addMember("bob", "owner")]
  const stolen = { ...ann, sessionId: await startSession(db, { memberId: ann.memberId }) }
  const old = { ...ann, sessionId: await startSession(db, { memberId: ann.memberId }) }
  await prove(old, new Date(Date.now() - 11 * 60 * 1000))
  const [notHers, ended] = [{ ...ann, sessionId: bob.sessionId }, await endedSession(ann)]
  for (const owner of [stolen, old, notHers, ended]) {
    const outcomes = [
      await inviteMember(owner, { email: "cy@ledgers.example", role: "owner" }, db),
      await issuePasswordLink(owner, bob.memberId, db),
      await changeRole(owner, { memberId: bob.memberId, role: "viewer" }, db),
      await disableMember(owner, bob.memberId, db),
      await enableMember(owner, bob.memberId, db),
      await changePassword(owner, { next: "another good password", address: ADDRESS }, db),
    ]
    expect(outcomes).toEqual(Array(6).fill({ kind: "sudo_needed" }))
  }
  expect(await db.invitation.count()).toBe(0)
})

test("signing out elsewhere leaves this browser signed in", async () => {
  const bob = await addMember("bob", "viewer")
  const elsewhere = await startSession(db, { memberId: bob.memberId })
  expect(await signOutElsewhere(bob, db)).toBe(1)
  expect(await findSessionMember(elsewhere, db)).toBeNull()
  expect(await findSessionMember(bob.sessionId, db)).not.toBeNull()
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

async function endedSession(member: SignedInMember): Promise<SignedInMember> {
  const ended = { ...member, sessionId: await startSession(db, member) }
  await prove(ended, new Date())
  await endSession(ended, db)
  return ended
}

/** As the keeper writes it down. */
async function prove({ sessionId }: SignedInMember, provenAt: Date): Promise<void> {
  await db.proof.create({ data: { sessionId, kind: "password", provenAt } })
}
