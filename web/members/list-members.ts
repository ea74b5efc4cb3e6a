import type { Tx } from "@/lib/db/create-db"
import type { MemberRole } from "@/lib/members/roles"
import { findMemberLabels } from "@/lib/names/find-labels"
import { db } from "@/web/db"

/** All members, in the order of joining. */
export async function listMembers(on: Tx = db()): Promise<MemberView[]> {
  const members = await on.member.findMany({
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      createdAt: true,
      disabledAt: true,
      lastSignedInAt: true,
      _count: { select: { passkeys: true, codeApps: { where: { confirmedAt: { not: null } } } } },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  })
  const labels = await findMemberLabels(
    on,
    members.map((one) => one.id),
  )
  return members.map(({ id: memberId, _count: { passkeys, codeApps }, ...member }) => ({
    memberId,
    ...member,
    label: labels.get(memberId) ?? member.name,
    hasSecondFactor: passkeys + codeApps > 0,
  }))
}

export type MemberView = {
  memberId: string
  name: string
  /** Its name with what tells it from its namesakes. */
  label: string
  email: string
  role: MemberRole
  createdAt: Date
  disabledAt: Date | null
  lastSignedInAt: Date | null
  hasSecondFactor: boolean
}
