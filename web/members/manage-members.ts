import { recordEvent } from "@/lib/audit/record-event"
import type { Db, Tx } from "@/lib/db/create-db"
import { hasSudo } from "@/lib/members/sudo"
import { db } from "@/web/db"
import { withdrawInvitationsOf } from "@/web/members/invitations"
import { hasRole, type MemberRole } from "@/web/members/roles"
import { endSessionsOf, type SignedInMember } from "@/web/members/sessions"

/** All members, in the order of joining. */
export async function listMembers(on: Tx = db()): Promise<MemberView[]> {
  const members = await on.member.findMany({
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      createdAt: true,
      disabledAt: true,
      lastSignedInAt: true,
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  })
  return members.map(({ id: memberId, ...member }) => ({ memberId, ...member }))
}

/** Gives a member another role; the last owner keeps theirs. */
export async function changeRole(
  owner: SignedInMember,
  change: { memberId: string; role: MemberRole },
  on: Db = db(),
): Promise<ManageOutcome> {
  const { memberId, role } = change
  return manage(on, { owner, memberId, keepsOwner: role === "owner" }, async (tx, member) => {
    if (member.role === role) return
    await tx.member.update({ where: { id: memberId }, data: { role }, select: { id: true } })
    if (!hasRole(role, "owner")) await withdrawInvitationsOf(tx, memberId)
    await recordEvent(tx, {
      kind: "member.role_changed",
      memberId: owner.memberId,
      detail: { member: member.name, from: member.role, to: role },
    })
  })
}

/** Keeps a member out from now on: their sessions end everywhere. The last owner cannot be disabled. */
export async function disableMember(
  owner: SignedInMember,
  memberId: string,
  on: Db = db(),
): Promise<ManageOutcome> {
  return manage(on, { owner, memberId, keepsOwner: false }, async (tx, member) => {
    if (member.disabledAt !== null) return
    await tx.member.update({
      where: { id: memberId },
      data: { disabledAt: new Date() },
      select: { id: true },
    })
    await endSessionsOf(tx, memberId)
    await withdrawInvitationsOf(tx, memberId)
    await recordEvent(tx, {
      kind: "member.disabled",
      memberId: owner.memberId,
      detail: { member: member.name },
    })
  })
}

/** Lets a disabled member sign in again, with the password and role of before. */
export async function enableMember(
  owner: SignedInMember,
  memberId: string,
  on: Db = db(),
): Promise<ManageOutcome> {
  return manage(on, { owner, memberId, keepsOwner: true }, async (tx, member) => {
    if (member.disabledAt === null) return
    await tx.member.update({
      where: { id: memberId },
      data: { disabledAt: null },
      select: { id: true },
    })
    await recordEvent(tx, {
      kind: "member.enabled",
      memberId: owner.memberId,
      detail: { member: member.name },
    })
  })
}

/** Runs `change`, for an owner with sudo, with every owner's row locked, so that two changes at once cannot remove the last owner. */
async function manage(
  on: Db,
  { owner, memberId, keepsOwner }: Managing,
  change: (tx: Tx, member: Managed) => Promise<void>,
): Promise<ManageOutcome> {
  return on.$transaction(async (tx): Promise<ManageOutcome> => {
    const owners = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Member" WHERE "role" = 'owner' AND "disabledAt" IS NULL ORDER BY "id" FOR UPDATE`
    // Once the rows are locked: whoever was disabled meanwhile has no session any more.
    if (!(await hasSudo(tx, owner))) return { kind: "sudo_needed" }
    const member = await tx.member.findUnique({
      where: { id: memberId },
      select: { name: true, role: true, disabledAt: true },
    })
    if (member === null) return { kind: "not_found" }
    const isLastOwner = owners.every((one) => one.id === memberId) && owners.length > 0
    if (isLastOwner && !keepsOwner) return { kind: "last_owner" }
    await change(tx, member)
    return { kind: "done" }
  })
}

type Managing = { owner: SignedInMember; memberId: string; keepsOwner: boolean }
type Managed = { name: string; role: MemberRole; disabledAt: Date | null }
export type ManageOutcome = { kind: "done" | "not_found" | "last_owner" | "sudo_needed" }
export type MemberView = {
  memberId: string
  name: string
  email: string
  role: MemberRole
  createdAt: Date
  disabledAt: Date | null
  lastSignedInAt: Date | null
}
