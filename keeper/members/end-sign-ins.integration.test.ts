import { expect, test } from "vitest"
import { changePassword } from "@/keeper/members/change-password"
import { issuePasswordLink } from "@/keeper/members/invitations"
import { disableMember, enableMember } from "@/keeper/members/manage-members"
import { shareTestDb } from "@/lib/db/share-test-db"
import { findInvitation } from "@/lib/members/find-invitation"
import type { Acting } from "@/lib/members/sudo"
import { addSignedInMember } from "@/web/testing/signed-in-member"

const scratch = shareTestDb()

test.each([
  ["is disabled, also after being enabled again", disableForAMoment],
  [
    "changes the password",
    (_: Acting, member: Acting) => changePassword(scratch, member, { next: "another good phrase" }),
  ],
])("a link by which a member could set a password ends once that member %s", async (name, end) => {
  const { db } = scratch
  const owner = await addSignedInMember(db, `owner who ${name}`, "owner")
  const member = await addSignedInMember(db, `one who ${name}`, "viewer")
  const { memberId } = member
  for (const { sessionId } of [owner, member])
    await db.proof.create({ data: { sessionId, kind: "password" } })
  const issued = await issuePasswordLink(scratch, owner.memberId, { memberId })
  if (issued.kind !== "invited") throw new Error(issued.kind)
  await end(owner, member)
  expect(await findInvitation(db, issued.token)).toBeNull()
})

test("whoever disables a member who has asked for another address is told to have withdrawn it", async () => {
  const { db } = scratch
  const owner = await addSignedInMember(db, "Olivia", "owner")
  const { memberId } = await addSignedInMember(db, "Vera", "viewer")
  await db.proof.create({ data: { sessionId: owner.sessionId, kind: "password" } })
  const email = "vera@maple.example"
  const expiresAt = new Date(Date.now() + 60 * 60 * 1_000)
  await db.emailChange.create({ data: { memberId, email, expiresAt } })
  expect(await disableMember(scratch, owner, { memberId })).toEqual({ kind: "done" })
  const [told, ...more] = await db.auditEvent.findMany({
    where: { kind: "member.email_withdrawn" },
  })
  expect(told).toMatchObject({ memberId: owner.memberId })
  expect(told?.detail).toEqual({ subjectId: memberId, member: "Vera", email })
  expect(more).toEqual([])
})

async function disableForAMoment(owner: Acting, { memberId }: Acting): Promise<void> {
  await disableMember(scratch, owner, { memberId })
  const issued = await issuePasswordLink(scratch, owner.memberId, { memberId })
  expect(issued).toEqual({ kind: "not_found" })
  await enableMember(scratch, owner, { memberId })
}
