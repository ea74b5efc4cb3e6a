import type { Keeper } from "@/keeper/keeper"
import { cancelMails } from "@/keeper/mail/outbox"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { stillOpen } from "@/lib/members/find-invitation"
import { createOneTimeToken, hashOneTimeToken } from "@/lib/members/one-time-token"
import type { MemberRole } from "@/lib/members/roles"
import { findMemberLabel } from "@/lib/names/find-labels"

const HOUR_IN_SECONDS = 60 * 60
const LIFETIME_IN_SECONDS = 7 * 24 * HOUR_IN_SECONDS

/**
 * Creates a one-time link for a new member, valid for 7 days. Returns the token once and keeps only its hash. An older
 * open invitation to the same e-mail stops working.
 */
export async function inviteMember(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  invitation: OperationInput<"inviteMember">,
): Promise<Issued | { kind: "already_member" }> {
  const { email } = invitation
  const member = await db.member.findUnique({ where: { email }, select: { id: true } })
  if (member !== null) return { kind: "already_member" }
  return db.$transaction((tx) => issueFrom(tx, ownerId, invitation))
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
  return db.$transaction(async (tx): Promise<OperationOutput<"issuePasswordLink">> => {
    // Held, so that whoever changes the address withdraws this link, too: one to the old address would make a second member.
    const [member] = await tx.$queryRaw<Invited[]>`
      SELECT "email", "role" FROM "Member" WHERE "id" = ${memberId}::uuid AND "disabledAt" IS NULL FOR SHARE`
    return member === undefined ? { kind: "not_found" } : issueFrom(tx, ownerId, member)
  })
}

/**
 * The same for whoever works on the server's own shell, with a link of one hour: the way back in where no owner can sign in
 * and no mail can be sent. Nothing ends before the link is used.
 */
export async function issueLinkOnServer(
  { db }: Pick<Keeper, "db">,
  email: string,
): Promise<ServerLink> {
  const member = await db.member.findUnique({
    where: { email },
    select: { id: true, name: true, role: true, disabledAt: true },
  })
  if (member === null) return { kind: "unknown_email" }
  const { id: subjectId, name, role } = member
  if (member.disabledAt !== null) return { kind: "disabled", name }
  return db.$transaction(async (tx): Promise<ServerLink> => {
    const lifetime = HOUR_IN_SECONDS
    const { token } = await issue(tx, { email, role }, { ownerId: null, lifetime })
    const detail = { member: await findMemberLabel(tx, subjectId), subjectId }
    await recordEvent(tx, { kind: "member.reset_on_server", detail })
    return { kind: "issued", token, name }
  })
}

/** Withdraws an open invitation, so that its link stops working. */
export async function withdrawInvitation(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  { invitationId }: OperationInput<"withdrawInvitation">,
): Promise<OperationOutput<"withdrawInvitation">> {
  await db.$transaction((tx) => withdrawInvitations(tx, ownerId, { id: invitationId }))
  return { kind: "withdrawn" }
}

/** Makes open links stop working. No member: whoever works on the server's own shell does it. */
export async function withdrawInvitations(
  tx: Tx,
  memberId: string | null,
  which: { id: string } | { email: string } | { invitedById: string },
): Promise<void> {
  const now = await dbNow(tx)
  const withdrawn = await tx.invitation.updateManyAndReturn({
    where: { ...which, ...stillOpen(now) },
    data: { withdrawnAt: now },
    select: { id: true, email: true, role: true },
  })
  await cancelMails(
    tx,
    withdrawn.map(({ id }) => id),
  )
  for (const { id: _, ...detail } of withdrawn)
    await recordEvent(tx, { kind: "member.invitation_withdrawn", memberId, detail })
}

async function issueFrom(tx: Tx, ownerId: string, invitation: Invited): Promise<Issued> {
  const issued = await issue(tx, invitation, { ownerId, lifetime: LIFETIME_IN_SECONDS })
  const { email, role } = invitation
  await recordEvent(tx, { kind: "member.invited", memberId: ownerId, detail: { email, role } })
  return { kind: "invited", ...issued }
}

async function issue(
  tx: Tx,
  { email, role }: Invited,
  { ownerId, lifetime }: { ownerId: string | null; lifetime: number },
): Promise<{ token: string; invitationId: string }> {
  const token = createOneTimeToken()
  // Two at the same moment would not see each other's link, and both would work.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`invitation ${email}`}, 0))`
  await withdrawInvitations(tx, ownerId, { email })
  const now = await dbNow(tx)
  const { id: invitationId } = await tx.invitation.create({
    data: {
      tokenHash: hashOneTimeToken(token),
      email,
      role,
      invitedById: ownerId,
      expiresAt: new Date(now.getTime() + lifetime * 1000),
    },
    select: { id: true },
  })
  return { token, invitationId }
}

type Issued = { kind: "invited"; token: string; invitationId: string }
type Invited = { email: string; role: MemberRole }
export type ServerLink =
  | { kind: "issued"; token: string; name: string }
  | { kind: "unknown_email" }
  | { kind: "disabled"; name: string }
