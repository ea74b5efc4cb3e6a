import { endEmailChange } from "@/keeper/members/email/withdraw-change"
import { withdrawInvitations } from "@/keeper/members/invitations"
import type { Tx } from "@/lib/db/create-db"
import { endSessionsOf } from "@/lib/members/end-sessions"

/**
 * Ends a member's sessions, save the one named, and whatever is half-way: sign-ins, links by which they could set a password,
 * and a change of their e-mail address, which whoever is kept out may have begun. Returns how many sessions.
 */
export async function endSignInsOf(
  tx: Tx,
  memberId: string,
  { actorId = memberId, exceptSessionId }: Ending = {},
): Promise<number> {
  const { email } = await tx.member.findUniqueOrThrow({
    where: { id: memberId },
    select: { email: true },
  })
  await withdrawInvitations(tx, actorId, { email })
  await tx.secondStep.deleteMany({ where: { memberId } })
  await endEmailChange(tx, { memberId, actorId })
  return endSessionsOf(tx, memberId, exceptSessionId)
}

/** `actorId`: who does it, where that is another member. */
type Ending = { actorId?: string; exceptSessionId?: string }
