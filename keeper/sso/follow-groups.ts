import { isLastOwner, lockOwners, storeRole } from "@/keeper/members/store-role"
import type { StoredSettings } from "@/keeper/sso/settings/read-sso"
import type { Tx } from "@/lib/db/create-db"
import type { MemberRole } from "@/lib/members/roles"
import { findMemberLabel } from "@/lib/names/find-labels"

/** Gives a member the role that their groups say; the last owner and the emergency owner keep theirs. Null: groups do not decide. */
export async function followGroups(
  tx: Tx,
  { emergencyOwnerId }: StoredSettings,
  { memberId, role }: { memberId: string; role: MemberRole | null },
): Promise<void> {
  if (role === null || memberId === emergencyOwnerId) return
  const isLast = isLastOwner(await lockOwners(tx), memberId)
  const member = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { role: true },
  })
  if (member.role === role || isLast) return
  const label = await findMemberLabel(tx, memberId)
  const detail = { member: label, from: member.role, to: role, by: "issuer" } as const
  await storeRole(tx, memberId, { actorId: memberId, detail })
}
