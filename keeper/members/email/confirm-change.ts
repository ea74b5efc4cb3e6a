import type { Keeper } from "@/keeper/keeper"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { withdrawInvitations } from "@/keeper/members/invitations"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Db, Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import { findMemberLabel } from "@/lib/names/find-labels"

/** Makes an address the member's, for whoever holds the link that was sent there. */
export async function confirmEmailChange(
  { db }: Pick<Keeper, "db">,
  { token }: OperationInput<"confirmEmailChange">,
): Promise<ConfirmOutcome> {
  return inTransaction(db, (tx) => confirm(tx, { tokenHash: hashOneTimeToken(token) }, null))
}

/** The same, on an owner's word; `email` is what the owner saw, and no other address is taken. */
export async function approveEmailChange(
  { db }: Pick<Keeper, "db">,
  ownerId: string,
  change: OperationInput<"approveEmailChange">,
): Promise<ConfirmOutcome> {
  return inTransaction(db, (tx) => confirm(tx, change, ownerId))
}

/** Whoever became a member in that moment has the address. */
async function inTransaction(
  db: Db,
  act: (tx: Tx) => Promise<ConfirmOutcome>,
): Promise<ConfirmOutcome> {
  return db.$transaction(act).catch((cause: unknown): ConfirmOutcome => {
    const isTaken = cause instanceof Prisma.PrismaClientKnownRequestError && cause.code === "P2002"
    if (isTaken) return { kind: "email_taken" }
    throw cause
  })
}

/** Open links to either address stop working: they would make a second member, or set a password. */
async function confirm(tx: Tx, which: Which, ownerId: string | null): Promise<ConfirmOutcome> {
  // The member before their invitations, as everybody locks the two.
  const asked = await findChange(tx, which)
  if (asked === null) return { kind: "gone" }
  await lockMember(tx, asked.memberId)
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
