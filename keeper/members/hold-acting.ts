import { lockMember } from "@/keeper/members/factors/store-factor"
import type { Tx } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { type Acting, hasSudo } from "@/lib/members/sudo"

/**
 * Why a member who passed at the door may not do it any more, or null: kept out or demoted since, or without sudo, which ends
 * with the session. Nobody can disable or demote them, nor end their sessions by another password, before the transaction ends.
 */
export async function holdActing(tx: Tx, acting: Acting, role: MemberRole): Promise<Over | null> {
  const [member] = await tx.$queryRaw<{ role: MemberRole }[]>`
    SELECT "role" FROM "Member" WHERE "id" = ${acting.memberId}::uuid AND "disabledAt" IS NULL FOR SHARE`
  if (member === undefined || !hasRole(member.role, role)) return { kind: "forbidden" }
  return (await hasSudo(tx, acting)) ? null : { kind: "sudo_needed" }
}

/** The same for a member who changes what they themselves sign in with, one change at a time. */
export async function lockActing(tx: Tx, acting: Acting): Promise<Over | null> {
  await lockMember(tx, acting.memberId)
  return holdActing(tx, acting, "viewer")
}

type Over = { kind: "forbidden" } | { kind: "sudo_needed" }
