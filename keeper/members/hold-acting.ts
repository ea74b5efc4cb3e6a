import { lockMember } from "@/keeper/members/factors/store-factor"
import type { Tx } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { type Acting, hasSudo } from "@/lib/members/sudo"

/**
 * Whether a member who passed at the door may still come in, with this role. They can be neither disabled nor demoted before
 * the transaction ends, so that doing it finds all that they made.
 */
export async function holdRole(tx: Tx, memberId: string, role: MemberRole): Promise<boolean> {
  const [member] = await tx.$queryRaw<{ role: MemberRole }[]>`
    SELECT "role" FROM "Member" WHERE "id" = ${memberId}::uuid AND "disabledAt" IS NULL FOR SHARE`
  return member !== undefined && hasRole(member.role, role)
}

/** The same of one who needs sudo, which ends with the session: why they may not do it any more, or null. */
export async function holdActing(tx: Tx, acting: Acting, role: MemberRole): Promise<Over | null> {
  if (!(await holdRole(tx, acting.memberId, role))) return { kind: "forbidden" }
  return (await hasSudo(tx, acting)) ? null : { kind: "sudo_needed" }
}

/** The same of one who changes what they themselves sign in with, one change at a time. */
export async function lockActing(tx: Tx, acting: Acting): Promise<Over | null> {
  await lockMember(tx, acting.memberId)
  return holdActing(tx, acting, "viewer")
}

type Over = { kind: "forbidden" } | { kind: "sudo_needed" }
