import type { Tx } from "@/lib/db/create-db"
import type { MemberRole } from "@/lib/members/roles"
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
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  })
  return members.map(({ id: memberId, ...member }) => ({ memberId, ...member }))
}

export type MemberView = {
  memberId: string
  name: string
  email: string
  role: MemberRole
  createdAt: Date
  disabledAt: Date | null
  lastSignedInAt: Date | null
}
