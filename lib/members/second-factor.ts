import type { Tx } from "@/lib/db/create-db"
import { hasRole, type MemberRole } from "@/lib/members/roles"

/**
 * What the password is followed by: nothing; a second factor, which is asked for once there is one; or setting one up,
 * where the member's role needs one.
 */
export async function findNextStep(tx: Tx, memberId: string): Promise<NextStep> {
  if ((await countFactors(tx, memberId)) > 0) return "second_factor"
  return (await needsFactor(tx, memberId)) ? "set_up" : "none"
}

/** How many passkeys and authenticator apps a member can come in with. Recovery codes only stand in for one. */
export async function countFactors(tx: Tx, memberId: string): Promise<number> {
  const passkeys = await tx.passkey.count({ where: { memberId } })
  return passkeys + (await tx.codeApp.count({ where: { memberId, confirmedAt: { not: null } } }))
}

/** Whether an owner has made a second factor necessary for this member's role. */
async function needsFactor(tx: Tx, memberId: string): Promise<boolean> {
  const of = await findRequiredRole(tx)
  if (of === null) return false
  const { role } = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { role: true },
  })
  return hasRole(role, of)
}

/** The lowest role that needs a second factor; null: none does. */
export async function findRequiredRole(tx: Tx): Promise<MemberRole | null> {
  const policy = await tx.signInPolicy.findFirst({ select: { secondFactorOf: true } })
  return policy?.secondFactorOf ?? null
}

export type NextStep = "none" | "second_factor" | "set_up"
