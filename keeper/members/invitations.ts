import type { Keeper } from "@/keeper/keeper"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { stillOpen } from "@/lib/members/find-invitation"
import { createOneTimeToken, hashOneTimeToken } from "@/lib/members/one-time-token"
import type { MemberRole } from "@/lib/members/roles"

const LIFETIME_IN_SECONDS = 7 * 24 * 60 * 60

/**
 * Creates a one-time link for a new member, valid for 7 days. Returns the token once and keeps only its hash. An older
 * open invitation to the same e-mail stops working.
 */
export async function inviteMember(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  invitation: OperationInput<"inviteMember">,
): Promise<OperationOutput<"inviteMember">> {
  const { email } = invitation
  const member = await db.member.findUnique({ where: { email }, select: { id: true } })
  if (member !== null) return { kind: "already_member" }
  return db.$transaction((tx) => issue(tx, ownerId, invitation))
}

/**
 * Makes a one-time link of 7 days by which a member who cannot sign in sets a new password. The role stays; nothing ends
 * before the link is used.
 */
export async function issuePasswordLink(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  { memberId }: OperationInput<"issuePasswordLink">,
): Promise<OperationOutput<"issuePasswordLink">> {
  const member = await db.member.findFirst({
    where: { id: memberId, disabledAt: null },
    select: { email: true, role: true },
  })
  if (member === null) return { kind: "not_found" }
  return db.$transaction((tx) => issue(tx, ownerId, member))
}

/** Withdraws an open invitation, so that its link stops working. */
export async function withdrawInvitation(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  { invitationId }: OperationInput<"withdrawInvitation">,
): Promise<OperationOutput<"withdrawInvitation">> {
  await db.$transaction((tx) => withdraw(tx, ownerId, { id: invitationId }))
  return { kind: "withdrawn" }
}

/** Open invitations of an owner who is one no longer stop working. */
export async function withdrawInvitationsOf(
  tx: Tx,
  ownerId: string,
  invitedById: string,
): Promise<void> {
  await withdraw(tx, ownerId, { invitedById })
}

async function withdraw(
  tx: Tx,
  memberId: string,
  which: { id: string } | { email: string } | { invitedById: string },
): Promise<void> {
  const withdrawn = await tx.invitation.updateManyAndReturn({
    where: { ...which, ...stillOpen() },
    data: { withdrawnAt: new Date() },
    select: { email: true, role: true },
  })
  for (const detail of withdrawn)
    await recordEvent(tx, { kind: "member.invitation_withdrawn", memberId, detail })
}

async function issue(
  tx: Tx,
  ownerId: string,
  { email, role }: { email: string; role: MemberRole },
): Promise<{ kind: "invited"; token: string }> {
  const token = createOneTimeToken()
  await withdraw(tx, ownerId, { email })
  await tx.invitation.create({
    data: {
      tokenHash: hashOneTimeToken(token),
      email,
      role,
      invitedById: ownerId,
      expiresAt: new Date(Date.now() + LIFETIME_IN_SECONDS * 1000),
    },
    select: { id: true },
  })
  await recordEvent(tx, { kind: "member.invited", memberId: ownerId, detail: { email, role } })
  return { kind: "invited", token }
}
