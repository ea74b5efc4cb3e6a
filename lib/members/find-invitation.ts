import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import type { MemberRole } from "@/lib/members/roles"

/**
 * The invitation that a link's token opens, or null: unknown, used, withdrawn, over, by somebody who is no owner any more, or
 * of a disabled member.
 */
export async function findInvitation(on: Tx, token: string): Promise<InvitationView | null> {
  const invitation = await on.invitation.findFirst({
    where: { tokenHash: hashOneTimeToken(token), ...stillGood(await dbNow(on)) },
    select: { email: true, role: true, invitedBy: { select: { name: true } } },
  })
  if (invitation === null) return null
  const { email, role, invitedBy } = invitation
  const member = await on.member.findUnique({
    where: { email },
    select: { name: true, disabledAt: true },
  })
  if (member !== null && member.disabledAt !== null) return null
  return { email, role, invitedByName: invitedBy?.name ?? null, memberName: member?.name ?? null }
}

/** In a `where`, `now` by the database's clock: still open, and whoever made it is an owner still, or worked at the server itself. */
export function stillGood(now: Date) {
  const byOwner = { invitedBy: { role: "owner", disabledAt: null } } as const
  return { ...stillOpen(now), OR: [{ invitedById: null }, byOwner] }
}

/** In a `where`, `now` by the database's clock: not used, not withdrawn, not over. */
export function stillOpen(now: Date): Open {
  return { acceptedAt: null, withdrawnAt: null, expiresAt: { gt: now } }
}

type Open = { acceptedAt: null; withdrawnAt: null; expiresAt: { gt: Date } }
export type InvitationView = {
  email: string
  role: MemberRole
  /** Null: whoever works at the server itself. */
  invitedByName: string | null
  /** Already a member: the link sets a new password. */
  memberName: string | null
}
