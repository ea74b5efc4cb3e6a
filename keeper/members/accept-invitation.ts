import type { Keeper } from "@/keeper/keeper"
import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { findInvitation, stillGood } from "@/lib/members/find-invitation"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import { hashPassword } from "@/lib/members/password"
import { judgePassword } from "@/lib/members/password-rule"
import type { MemberRole } from "@/lib/members/roles"
import { mayHavePassword } from "@/lib/members/usable-password"

/**
 * Uses up a link: someone new becomes a member with the role of the invitation; a member sets a new password, and is
 * signed out everywhere. `gone` for a link that is unknown, used, withdrawn or over, or whose member is disabled. Who may not
 * use a password opens the link at the issuer (`keeper/sso/admit`).
 */
export async function acceptInvitation(
  { db }: Pick<Keeper, "db">,
  { token, name, password }: OperationInput<"acceptInvitation">,
): Promise<AcceptOutcome> {
  const invitation = await findInvitation(db, token)
  if (invitation === null) return { kind: "gone" }
  if (!(await mayHavePassword(db, invitation))) return { kind: "passwords_limited" }
  const person = { email: invitation.email, name: invitation.memberName ?? name }
  const problem = judgePassword(password, person)
  if (problem !== null) return { kind: "weak_password", problem }
  const passwordHash = await hashPassword(password)
  const tokenHash = hashOneTimeToken(token)
  return db.$transaction(async (tx): Promise<AcceptOutcome> => {
    // The member before their invitation, as everybody locks the two.
    await tx.$queryRaw`SELECT FROM "Member" WHERE "email" = ${invitation.email} FOR UPDATE`
    const now = await dbNow(tx)
    const { count } = await tx.invitation.updateMany({
      where: { tokenHash, ...stillGood(now) },
      data: { acceptedAt: now },
    })
    if (count === 0) return { kind: "gone" }
    const { email, role } = await tx.invitation.findUniqueOrThrow({
      where: { tokenHash },
      select: { email: true, role: true },
    })
    const known = await tx.member.findUnique({
      where: { email },
      select: { id: true, disabledAt: true },
    })
    if (known === null) return join(tx, { email, role, name, passwordHash })
    if (known.disabledAt !== null) return { kind: "gone" }
    return renewPassword(tx, known.id, passwordHash)
  })
}

async function join(tx: Tx, member: NewMember): Promise<AcceptOutcome> {
  const { id } = await tx.member.create({ data: member, select: { id: true } })
  const { name, email, role } = member
  await recordEvent(tx, { kind: "member.joined", memberId: id, detail: { name, email, role } })
  return { kind: "accepted", memberId: id }
}

async function renewPassword(
  tx: Tx,
  memberId: string,
  passwordHash: string,
): Promise<AcceptOutcome> {
  await tx.member.updateMany({ where: { id: memberId }, data: { passwordHash } })
  await endSignInsOf(tx, memberId)
  await recordEvent(tx, {
    kind: "member.password_changed",
    memberId,
    detail: { by: "one_time_link" },
  })
  return { kind: "accepted", memberId }
}

type NewMember = { email: string; name: string; role: MemberRole; passwordHash: string }
type AcceptOutcome = OperationOutput<"acceptInvitation">
