import type { Tx } from "@/lib/db/create-db"
import type { Member } from "@/lib/db/generated/client"
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
  const memberIds = members.map((one) => one.id)
  const labels = await findMemberLabels(on, memberIds)
  return members.map(({ id: memberId, _count: { passkeys, codeApps }, ...member }) => ({
    memberId,
    ...member,
    label: labels.get(memberId) ?? member.name,
    hasSecondFactor: passkeys + codeApps > 0,
  }))
}

type Stored = Pick<
  Member,
  "name" | "email" | "role" | "createdAt" | "disabledAt" | "lastSignedInAt"
>
export type MemberView = Stored & {
  memberId: string
  /** Its name with what tells it from its namesakes. */
  label: string
  hasSecondFactor: boolean
}
