import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import { hasSudo } from "@/lib/members/sudo"
import { db } from "@/web/db"
import { endSessionsOf, type SignedInMember } from "@/web/members/sessions"

/** Changes the name that others see. */
export async function changeName(
  member: SignedInMember,
  name: string,
  on: Tx = db(),
): Promise<void> {
  await on.member.update({
    where: { id: member.memberId },
    data: { name },
    select: { id: true },
  })
}

/** Changes a member's own password, with sudo, and ends their other sessions. */
export async function changePassword(
  member: SignedInMember,
  { next, address }: { next: string; address: string },
  on: Db = db(),
): Promise<PasswordOutcome> {
  if (!(await hasSudo(on, member))) return { kind: "sudo_needed" }
  const passwordHash = await hashPassword(next)
  return on.$transaction(async (tx): Promise<PasswordOutcome> => {
    const { memberId, sessionId } = member
    await tx.member.update({
      where: { id: memberId },
      data: { passwordHash },
      select: { id: true },
    })
    const sessionsEnded = await endSessionsOf(tx, memberId, sessionId)
    const detail = { sessionsEnded }
    await recordEvent(tx, { kind: "member.password_changed", memberId, address, detail })
    return { kind: "changed", sessionsEnded }
  })
}

/** Ends all of a member's own sessions but this one; returns how many. */
export async function signOutElsewhere(
  { memberId, sessionId }: SignedInMember,
  on: Db = db(),
): Promise<number> {
  return on.$transaction(async (tx) => {
    const sessionsEnded = await endSessionsOf(tx, memberId, sessionId)
    await recordEvent(tx, { kind: "member.signed_out", memberId, detail: { sessionsEnded } })
    return sessionsEnded
  })
}

export type PasswordOutcome = { kind: "changed"; sessionsEnded: number } | { kind: "sudo_needed" }
