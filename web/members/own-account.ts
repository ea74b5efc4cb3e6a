import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"
import { hashPassword } from "@/lib/members/password"
import { forgetTry, type TryBy } from "@/lib/members/throttle"
import { tryPassword } from "@/lib/members/try-password"
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

/**
 * Changes a member's own password against the present one, and ends their other sessions. Wrong tries count against this
 * session alone: a stolen one gives few guesses, and nobody outside can make its member wait.
 */
export async function changePassword(
  member: SignedInMember,
  change: { present: string; next: string; address: string },
  on: Db = db(),
): Promise<PasswordOutcome> {
  const { present, next, address } = change
  const way: TryBy = { kind: "session", sessionId: member.sessionId }
  const { passwordHash } = await on.member.findUniqueOrThrow({
    where: { id: member.memberId },
    select: { passwordHash: true },
  })
  const tried = { way, from: member.sessionId, passwordHash, password: present }
  const verdict = await tryPassword(on, tried)
  if (verdict.kind === "throttled") return verdict
  if (verdict.kind === "wrong") return { kind: "wrong_password" }
  const nextHash = await hashPassword(next)
  return on.$transaction(async (tx): Promise<PasswordOutcome> => {
    // The member's row first, then the counters, as in signing in: the other way round the two could wait for each other.
    const { count } = await tx.member.updateMany({
      where: { id: member.memberId, passwordHash },
      data: { passwordHash: nextHash },
    })
    if (count === 0) return { kind: "wrong_password" }
    await forgetTry(tx, way)
    const sessionsEnded = await endSessionsOf(tx, member.memberId, member.sessionId)
    await recordEvent(tx, {
      kind: "member.password_changed",
      memberId: member.memberId,
      address,
      detail: { sessionsEnded },
    })
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

export type PasswordOutcome =
  | { kind: "changed"; sessionsEnded: number }
  | { kind: "wrong_password" }
  | { kind: "throttled"; retryAfterInSeconds: number }
