import type { Keeper } from "@/keeper/keeper"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { withdrawInvitations } from "@/keeper/members/invitations"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import { findMemberLabel } from "@/lib/names/find-labels"

/** Makes an address the member's, for whoever holds the link that was sent there. */
export async function confirmEmailChange(
  { db }: Pick<Keeper, "db">,
  { token }: OperationInput<"confirmEmailChange">,
): Promise<ConfirmOutcome> {
  return db.$transaction((tx) => confirm(tx, { tokenHash: hashOneTimeToken(token) }, null))
}

/** The same, on an owner's word; `email` is what the owner saw, and no other address is taken. */
export async function approveEmailChange(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  change: OperationInput<"approveEmailChange">,
): Promise<ConfirmOutcome> {
  return db.$transaction((tx) => confirm(tx, change, ownerId))
}

/** Open links to either address stop working: they would make a second member, or set a password. */
async function confirm(tx: Tx, which: Which, ownerId: string | null): Promise<ConfirmOutcome> {
  // The member before the table, as whoever changes what they sign in with locks the two.
  const asked = await findChange(tx, which)
  if (asked === null) return { kind: "gone" }
  await lockMember(tx, asked.memberId)
  // Whoever becomes a member meanwhile waits, so that the address cannot be taken in between.
  await tx.$executeRaw`LOCK TABLE "Member" IN SHARE ROW EXCLUSIVE MODE`
  const change = await findChange(tx, which)
  if (change === null) return { kind: "gone" }
  const { memberId, email: to } = change
  const { email: from } = change.member
  if ((await tx.member.count({ where: { email: to } })) > 0) return { kind: "email_taken" }
  const member = await findMemberLabel(tx, memberId)
  await tx.emailChange.delete({ where: { memberId }, select: { memberId: true } })
  await tx.member.update({ where: { id: memberId }, data: { email: to }, select: { id: true } })
  const actorId = ownerId ?? memberId
  for (const email of [from, to]) await withdrawInvitations(tx, actorId, { email })
  await recordEvent(tx, {
    kind: "member.email_changed",
    memberId: actorId,
    detail: { subjectId: memberId, member, from, to },
  })
  return { kind: "email_changed" }
}

async function findChange(tx: Tx, which: Which) {
  return tx.emailChange.findFirst({
    where: { ...which, expiresAt: { gt: await dbNow(tx) }, member: { disabledAt: null } },
    select: { memberId: true, email: true, member: { select: { email: true } } },
  })
}

type Which = { tokenHash: string } | { memberId: string; email: string }
type ConfirmOutcome = OperationOutput<"confirmEmailChange">
