import { afterEach, beforeEach, expect, test } from "vitest"
import { changePassword } from "@/keeper/members/change-password"
import { withOrigin } from "@/lib/audit/origin"
import type { Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import type { MemberRole } from "@/lib/members/roles"
import { endOwnSession, listOwnSessions, signOutElsewhere } from "@/web/members/own-sessions"
import { findSessionMember, type SignedInMember, startSession } from "@/web/members/sessions"
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

test("a new password ends the member's other sessions, and the old one opens nothing", async () => {
  const bob = await addMember("bob", "viewer")
  const elsewhere = await startSession(db, { memberId: bob.memberId })
  const change = { next: "another good password" }
  const changed = await changePassword(scratch, bob, change)
  expect(changed).toEqual({ kind: "password_changed", sessionsEnded: 1 })
  expect(await findSessionMember(elsewhere, db)).toBeNull()
  expect(await findSessionMember(bob.sessionId, db)).not.toBeNull()
  const attempt = { email: bob.email, password: PASSWORD, address: ADDRESS, device: null }
  expect((await signIn(attempt, db)).kind).toBe("refused")
})

test("a sign-in with the old password that overlaps the change leaves no session", async () => {
  for (let round = 0; round < 8; round += 1) {
    const bob = await addMember(`bob${round}`, "viewer")
    const change = { next: "another good password" }
    const [entered] = await Promise.all([
      signIn({ email: bob.email, password: PASSWORD, address: ADDRESS, device: null }, db),
      changePassword(scratch, bob, change),
    ])
    if (entered.kind !== "signed_in") continue
    expect(await findSessionMember(entered.sessionId, db)).toBeNull()
  }
})

test("signing out elsewhere leaves this browser signed in", async () => {
  const bob = await addMember("bob", "viewer")
  const elsewhere = await startSession(db, { memberId: bob.memberId })
  expect(await signOutElsewhere(bob, db)).toBe(1)
  expect(await findSessionMember(elsewhere, db)).toBeNull()
  expect(await findSessionMember(bob.sessionId, db)).not.toBeNull()
})

test("a member sees their own browsers that are still signed in, this one first", async () => {
  const [bob, eve] = [await addMember("bob", "viewer"), await addMember("eve", "viewer")]
  const browser = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
  const elsewhere = await withOrigin({ address: ADDRESS, browser }, () =>
    startSession(db, { memberId: bob.memberId }),
  )
  await startSession(db, { memberId: eve.memberId })
  const ended = await startSession(db, { memberId: bob.memberId })
  await endOwnSession(bob, ended, db)
  const over = await startSession(db, { memberId: bob.memberId })
  await db.$executeRaw`
    UPDATE "Session" SET "lastSeenAt" = now() - interval '13 hours' WHERE "id" = ${over}::uuid`
  expect(await listOwnSessions(bob, db)).toMatchObject([
    { sessionId: bob.sessionId, isThis: true, browserName: "Unknown browser", address: null },
    { sessionId: elsewhere, isThis: false, browserName: "Firefox on Linux", address: ADDRESS },
  ])
})

test("nobody ends another member's session", async () => {
  const [bob, eve] = [await addMember("bob", "viewer"), await addMember("eve", "viewer")]
  await endOwnSession(bob, eve.sessionId, db)
  expect(await findSessionMember(eve.sessionId, db)).not.toBeNull()
})

/** With sudo, as the keeper writes it down. */
async function addMember(name: string, role: MemberRole): Promise<SignedInMember> {
  const member = await addSignedInMember(db, name, role)
  await db.proof.create({ data: { sessionId: member.sessionId, kind: "password" } })
  return member
}
