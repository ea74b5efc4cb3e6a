import { forbidden, redirect } from "next/navigation"
import { cache } from "react"
import { hasRole, type MemberRole } from "@/lib/members/roles"
import { signInPath } from "@/web/auth/callback-path"
import { requestedPath } from "@/web/auth/request-facts"
import { readSessionId } from "@/web/auth/session-cookie"
import { findSessionMember, type SignedInMember } from "@/web/members/sessions"

/** The member behind this request, checked against the session's row; null when signed out. Once per request. */
export const findMember = cache(readMember)

/**
 * The first line of every page, action and data function. A signed-out visitor goes to the sign-in page and comes back
 * to the path asked for; a member of too low a role gets the 403 page.
 */
export async function requireMember(minimumRole: MemberRole): Promise<SignedInMember> {
  const member = await findMember()
  if (member === null) redirect(signInPath(await requestedPath()))
  if (!hasRole(member.role, minimumRole)) forbidden()
  return member
}

async function readMember(): Promise<SignedInMember | null> {
  const sessionId = await readSessionId()
  return sessionId === null ? null : findSessionMember(sessionId)
}
