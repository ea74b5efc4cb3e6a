import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"
import { endSessionsOf } from "@/lib/members/end-sessions"
import { db } from "@/web/db"
import type { SignedInMember } from "@/web/members/sessions"

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
