import type { Tx } from "@/lib/db/create-db"
import { endSessionsOf } from "@/lib/members/end-sessions"

/**
 * Ends a member's sessions, save the one named, and whatever is half-way: sign-ins, and a change of their e-mail address, which
 * whoever is kept out may have begun. Returns how many sessions.
 */
export async function endSignInsOf(
  tx: Tx,
  memberId: string,
  exceptSessionId?: string,
): Promise<number> {
  await tx.secondStep.deleteMany({ where: { memberId } })
  await tx.emailChange.deleteMany({ where: { memberId } })
  return endSessionsOf(tx, memberId, exceptSessionId)
}
