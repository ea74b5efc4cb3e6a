import type { Tx } from "@/lib/db/create-db"
import { endSessionsOf } from "@/lib/members/end-sessions"

/** Ends a member's sessions, save the one named, and every sign-in that is half-way; returns how many sessions. */
export async function endSignInsOf(
  tx: Tx,
  memberId: string,
  exceptSessionId?: string,
): Promise<number> {
  await tx.secondStep.deleteMany({ where: { memberId } })
  return endSessionsOf(tx, memberId, exceptSessionId)
}
