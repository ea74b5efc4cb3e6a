import type { Db } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import type { MemberRole } from "@/lib/members/roles"
import { type SignedInMember, startSession } from "@/web/members/sessions"

export const PASSWORD = "correct horse battery"

/** Adds a member with this password, with a session. */
export async function addSignedInMember(
  db: Db,
  name: string,
  role: MemberRole,
): Promise<SignedInMember> {
  const email = `${name}@ledgers.example`
  const data = { name, email, role, passwordHash: await hashPassword(PASSWORD) }
  const { id: memberId } = await db.member.create({ data, select: { id: true } })
  const sessionId = await startSession(db, { memberId })
  return { memberId, name, email, role, sessionId }
}
