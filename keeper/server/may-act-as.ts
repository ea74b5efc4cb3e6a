import type { Keeper } from "@/keeper/keeper"
import { recordRefusal } from "@/lib/audit/record-refusal"
import { hasRole, type MemberRole } from "@/lib/members/roles"

/** Whether the member is enabled and has the role. That somebody tried without it is an event. */
export async function mayActAs({ db }: Pick<Keeper, "db">, acting: Attempt): Promise<boolean> {
  const { memberId, role, what } = acting
  const where = { id: memberId, disabledAt: null }
  const member = await db.member.findFirst({ where, select: { role: true } })
  if (member === null) return false
  if (hasRole(member.role, role)) return true
  await recordRefusal(db, { kind: "member.role_refused", memberId, detail: { what, needs: role } })
  return false
}

/** `what`: the operation that was asked for. */
type Attempt = { memberId: string; role: MemberRole; what: string }
