import { interruptImportsOf } from "@/keeper/imports/interrupt-imports"
import { withdrawLinksOf } from "@/keeper/links/withdraw-links-of"
import { withdrawInvitations } from "@/keeper/members/invitations"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"

/**
 * Every owner. Their rows are locked, so that two changes at once cannot remove the last one; events of what owners do
 * meanwhile may still name them.
 */
export async function lockOwners(tx: Tx): Promise<string[]> {
  const owners = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Member" WHERE "role" = 'owner' AND "disabledAt" IS NULL ORDER BY "id" FOR NO KEY UPDATE`
  return owners.map((one) => one.id)
}

/** Whether there is no other owner than this member. */
export function isLastOwner(owners: string[], memberId: string): boolean {
  return owners.length === 1 && owners[0] === memberId
}

/** Gives a member another role. Open invitations of an owner who is one no longer stop working, and so do links and imports of an admin. */
export async function storeRole(
  tx: Tx,
  memberId: string,
  { actorId, detail }: RoleChange,
): Promise<void> {
  const role = detail.to
  await tx.member.update({ where: { id: memberId }, data: { role }, select: { id: true } })
  if (!hasRole(role, "owner")) await withdrawInvitations(tx, actorId, { invitedById: memberId })
  if (!hasRole(role, "admin")) {
    await withdrawLinksOf(tx, { memberId, ownerId: actorId })
    await interruptImportsOf(tx, { memberId })
  }
  await recordEvent(tx, { kind: "member.role_changed", memberId: actorId, detail })
}

type RoleChange = {
  actorId: string
  detail: { member: string; from: MemberRole; to: MemberRole; by?: "issuer" }
}
