import { withdrawInvitationsOf } from "@/keeper/members/invitations"
import type { StoredSettings } from "@/keeper/sso/settings/read-sso"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"

/** Gives a member the role that their groups say; the last owner and the emergency owner keep theirs. Null: groups do not decide. */
export async function followGroups(
  tx: Tx,
  { emergencyOwnerId }: StoredSettings,
  { memberId, role }: { memberId: string; role: MemberRole | null },
): Promise<void> {
  if (role === null || memberId === emergencyOwnerId) return
  const owners = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "Member" WHERE "role" = 'owner' AND "disabledAt" IS NULL ORDER BY "id" FOR UPDATE`
  const member = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { name: true, role: true },
  })
  const isLastOwner = owners.length === 1 && owners[0]?.id === memberId
  if (member.role === role || isLastOwner) return
  await tx.member.update({ where: { id: memberId }, data: { role }, select: { id: true } })
  if (!hasRole(role, "owner")) await withdrawInvitationsOf(tx, memberId, memberId)
  await recordEvent(tx, {
    kind: "member.role_changed",
    memberId,
    detail: { member: member.name, from: member.role, to: role, by: "issuer" },
  })
}
