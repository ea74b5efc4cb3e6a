import { expect, it } from "vitest"
import { inviteMember } from "@/keeper/members/invitations"
import { changeRole } from "@/keeper/members/manage-members"
import { openSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()

it("a role that somebody else has given since the form was shown stays", async () => {
  const { db, keeper, memberId: ownerId } = testEnv
  const owner = { memberId: ownerId, sessionId: await openSession(testEnv) }
  await db.proof.create({ data: { sessionId: owner.sessionId, kind: "password" } })
  const data = { email: "vera@tenantry.example", name: "Vera", role: "viewer" } as const
  const { id: memberId } = await db.member.create({ data, select: { id: true } })
  const form = { memberId, seen: "viewer" } as const
  expect(await changeRole(keeper, owner, { ...form, role: "admin" })).toEqual({ kind: "done" })
  const late = await changeRole(keeper, owner, { ...form, role: "owner" })
  expect(late).toEqual({ kind: "changed_meanwhile" })
  const stored = { where: { id: memberId }, select: { role: true } } as const
  expect(await db.member.findUniqueOrThrow(stored)).toEqual({ role: "admin" })
})

it("of two invitations of one person at the same moment, one has a link that works", async () => {
  const { db, keeper, memberId: ownerId } = testEnv
  const email = "cy@ledgers.example"
  const roles = ["viewer", "owner"] as const
  await Promise.all(roles.map((role) => inviteMember(keeper, ownerId, { email, role })))
  expect(await db.invitation.count({ where: { email, withdrawnAt: null } })).toBe(1)
})
