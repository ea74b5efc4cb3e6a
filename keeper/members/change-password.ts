import type { Keeper } from "@/keeper/keeper"
import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { lockActing } from "@/keeper/members/hold-acting"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { hashPassword } from "@/lib/members/password"
import { judgePassword } from "@/lib/members/password-rule"
import type { Acting } from "@/lib/members/sudo"

/** Changes a member's own password and ends their other sessions. */
export async function changePassword(
  { db }: Pick<Keeper, "db">,
  acting: Acting,
  { next }: OperationInput<"changePassword">,
): Promise<OperationOutput<"changePassword">> {
  const { memberId, sessionId } = acting
  const person = await db.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { email: true, name: true },
  })
  const problem = judgePassword(next, person)
  if (problem !== null) return { kind: "weak_password", problem }
  const passwordHash = await hashPassword(next)
  return db.$transaction(async (tx) => {
    // A link that an owner made may have set another password meanwhile, to keep this very session out.
    const over = await lockActing(tx, acting)
    if (over !== null) return over
    await tx.member.updateMany({ where: { id: memberId }, data: { passwordHash } })
    const sessionsEnded = await endSignInsOf(tx, memberId, { exceptSessionId: sessionId })
    const detail = { sessionsEnded }
    await recordEvent(tx, { kind: "member.password_changed", memberId, detail })
    return { kind: "password_changed", sessionsEnded }
  })
}
