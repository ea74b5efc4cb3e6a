import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"
import { hasSudo } from "@/lib/members/sudo"
import { db } from "@/web/db"
import { createOneTimeToken, hashOneTimeToken } from "@/web/members/one-time-token"
import type { MemberRole } from "@/web/members/roles"
import type { SignedInMember } from "@/web/members/sessions"

const LIFETIME_IN_SECONDS = 7 * 24 * 60 * 60

/**
 * Creates a one-time link for a new member, valid for 7 days. Returns the token once and keeps only its hash. An older
 * open invitation to the same e-mail stops working.
 */
export async function inviteMember(
  owner: SignedInMember,
  invitation: { email: string; role: MemberRole },
  on: Db = db(),
): Promise<InviteOutcome> {
  if (!(await hasSudo(on, owner))) return { kind: "sudo_needed" }
  const { email, role } = invitation
  const member = await on.member.findUnique({ where: { email }, select: { id: true } })
  if (member !== null) return { kind: "already_member" }
  return on.$transaction((tx) => issue(tx, owner, { email, role }))
}

/**
 * Makes a one-time link of 7 days by which a member who cannot sign in sets a new password. The role stays; nothing ends
 * before the link is used.
 */
export async function issuePasswordLink(
  owner: SignedInMember,
  memberId: string,
  on: Db = db(),
): Promise<InviteOutcome | { kind: "not_found" }> {
  if (!(await hasSudo(on, owner))) return { kind: "sudo_needed" }
  const member = await on.member.findFirst({
    where: { id: memberId, disabledAt: null },
    select: { email: true, role: true },
  })
  if (member === null) return { kind: "not_found" }
  return on.$transaction((tx) => issue(tx, owner, member))
}

/** Withdraws an open invitation, so that its link stops working. */
export async function withdrawInvitation(invitationId: string, on: Tx = db()): Promise<void> {
  await on.invitation.updateMany({
    where: { id: invitationId, acceptedAt: null, withdrawnAt: null },
    data: { withdrawnAt: new Date() },
  })
}

/** The invitation that a link's token opens, or null: unknown, used, withdrawn, over, or of a disabled member. */
export async function findInvitation(token: string, on: Tx = db()): Promise<InvitationView | null> {
  const invitation = await on.invitation.findFirst({
    where: { tokenHash: hashOneTimeToken(token), ...stillOpen() },
    select: { email: true, role: true, invitedBy: { select: { name: true } } },
  })
  if (invitation === null) return null
  const { email, role, invitedBy } = invitation
  const member = await on.member.findUnique({
    where: { email },
    select: { name: true, disabledAt: true },
  })
  if (member !== null && member.disabledAt !== null) return null
  return { email, role, invitedByName: invitedBy.name, memberName: member?.name ?? null }
}

/** Invitations that still work, newest first. */
export async function listOpenInvitations(on: Tx = db()): Promise<OpenInvitation[]> {
  return on.invitation.findMany({
    where: stillOpen(),
    select: { id: true, email: true, role: true, createdAt: true, expiresAt: true },
    orderBy: { createdAt: "desc" },
  })
}

/** Open invitations of an owner who is one no longer stop working. */
export async function withdrawInvitationsOf(tx: Tx, memberId: string): Promise<void> {
  await tx.invitation.updateMany({
    where: { invitedById: memberId, ...stillOpen() },
    data: { withdrawnAt: new Date() },
  })
}

/** In a `where`: not used, not withdrawn, not over. */
export function stillOpen(): { acceptedAt: null; withdrawnAt: null; expiresAt: { gt: Date } } {
  return { acceptedAt: null, withdrawnAt: null, expiresAt: { gt: new Date() } }
}

async function issue(
  tx: Tx,
  owner: SignedInMember,
  { email, role }: { email: string; role: MemberRole },
): Promise<{ kind: "invited"; token: string }> {
  const token = createOneTimeToken()
  await tx.invitation.updateMany({
    where: { email, ...stillOpen() },
    data: { withdrawnAt: new Date() },
  })
  await tx.invitation.create({
    data: {
      tokenHash: hashOneTimeToken(token),
      email,
      role,
      invitedById: owner.memberId,
      expiresAt: new Date(Date.now() + LIFETIME_IN_SECONDS * 1000),
    },
    select: { id: true },
  })
  await recordEvent(tx, {
    kind: "member.invited",
    memberId: owner.memberId,
    detail: { email, role },
  })
  return { kind: "invited", token }
}

export type InviteOutcome =
  | { kind: "invited"; token: string }
  | { kind: "already_member" }
  | { kind: "sudo_needed" }
export type OpenInvitation = {
  id: string
  email: string
  role: MemberRole
  createdAt: Date
  expiresAt: Date
}
export type InvitationView = {
  email: string
  role: MemberRole
  invitedByName: string
  /** Already a member: the link sets a new password. */
  memberName: string | null
}
