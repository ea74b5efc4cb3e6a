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

async function disableForAMoment(owner: Acting, { memberId }: Acting): Promise<void> {
  await disableMember(scratch, owner, { memberId })
  const issued = await issuePasswordLink(scratch, owner.memberId, { memberId })
  expect(issued).toEqual({ kind: "not_found" })
  await enableMember(scratch, owner, { memberId })
}
