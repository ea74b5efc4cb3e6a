import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import type { Invitation } from "@/lib/db/generated/client"
import { findInvitation, type InvitationView, stillGood } from "@/lib/members/find-invitation"
import { db } from "@/web/db"

/** What a link of an invitation shows to whoever opens it; null once it works no longer. */
export function readInvitation(token: string): Promise<InvitationView | null> {
  return findInvitation(db(), token)
}

/** Invitations that still work, newest first. */
export async function listOpenInvitations(on: Tx = db()): Promise<OpenInvitation[]> {
  return on.invitation.findMany({
    where: stillGood(await dbNow(on)),
    select: { id: true, email: true, role: true, createdAt: true, expiresAt: true },
    orderBy: { createdAt: "desc" },
  })
}

export type OpenInvitation = Pick<Invitation, "id" | "email" | "role" | "createdAt" | "expiresAt">
