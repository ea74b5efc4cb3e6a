import { interruptImportsOf } from "@/keeper/imports/interrupt-imports"
import type { Keeper } from "@/keeper/keeper"
import { withdrawLinksOf } from "@/keeper/links/withdraw-links-of"
import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { withdrawInvitations } from "@/keeper/members/invitations"
import { isLastOwner, lockOwners, storeRole } from "@/keeper/members/store-role"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import type { MemberRole } from "@/lib/members/roles"
import { type Acting, hasSudo } from "@/lib/members/sudo"
import { findEmergencyOwner } from "@/lib/members/usable-password"
import { findMemberLabel } from "@/lib/names/find-labels"

/** Gives a member another role, unless they have another one than the form showed; the last owner keeps theirs. */
export async function changeRole(
  { db }: Pick<Keeper, "db">,
  owner: Acting,
  { memberId, role, seen }: OperationInput<"changeRole">,
): Promise<ManageOutcome> {
  const managing = { owner, memberId, keepsOwner: role === "owner", seen }
  return manage(db, managing, async (tx, member) => {
    if (member.role === role) return
    const detail = { member: member.label, from: member.role, to: role }
    await storeRole(tx, memberId, { actorId: owner.memberId, detail })
  })
}

/**
 * Keeps a member out from now on: their sessions and imports end, and their invitations and links are withdrawn. The last
 * owner cannot be disabled.
 */
export async function disableMember(
  { db }: Pick<Keeper, "db">,
  owner: Acting,
  { memberId }: OperationInput<"disableMember">,
): Promise<ManageOutcome> {
  return manage(db, { owner, memberId, keepsOwner: false }, async (tx, member) => {
    if (member.disabledAt !== null) return
    await tx.member.updateMany({ where: { id: memberId }, data: { disabledAt: new Date() } })
    await endSignInsOf(tx, memberId, { actorId: owner.memberId })
    await withdrawInvitations(tx, owner.memberId, { invitedById: memberId })
    await withdrawLinksOf(tx, { memberId, ownerId: owner.memberId })
    await interruptImportsOf(tx, { memberId })
    await recordEvent(tx, {
      kind: "member.disabled",
      memberId: owner.memberId,
      detail: { member: member.label },
    })
  })
}

/** Lets a disabled member sign in again, with the password and role of before. */
export async function enableMember(
  { db }: Pick<Keeper, "db">,
  owner: Acting,
  { memberId }: OperationInput<"enableMember">,
): Promise<ManageOutcome> {
  return manage(db, { owner, memberId, keepsOwner: true }, async (tx, member) => {
    if (member.disabledAt === null) return
    await tx.member.updateMany({ where: { id: memberId }, data: { disabledAt: null } })
    await recordEvent(tx, {
      kind: "member.enabled",
      memberId: owner.memberId,
      detail: { member: member.label },
    })
  })
}

/** Runs `change` for an owner with sudo, unless it would leave no owner. */
async function manage(
  db: Keeper["db"],
  managing: Managing,
  change: (tx: Tx, member: Managed) => Promise<void>,
): Promise<ManageOutcome> {
  const { owner, memberId } = managing
  return db.$transaction(async (tx): Promise<ManageOutcome> => {
    const owners = await lockOwners(tx)
    // Once the rows are locked: whoever was disabled meanwhile has no session any more, and who was demoted has no right.
    if (!(await hasSudo(tx, owner))) return { kind: "sudo_needed" }
    if (!owners.includes(owner.memberId)) return { kind: "forbidden" }
    const member = await tx.member.findUnique({
      where: { id: memberId },
      select: { role: true, disabledAt: true },
    })
    if (member === null) return { kind: "not_found" }
    const kept = await whyKept(tx, { ...managing, ...member, owners })
    if (kept !== null) return { kind: kept }
    await change(tx, { ...member, label: await findMemberLabel(tx, memberId) })
    return { kind: "done" }
  }, LONG)
}

/** Why a member stays as they are, or null. */
async function whyKept(tx: Tx, facts: Facts): Promise<Kept | null> {
  const { owners, memberId, keepsOwner, seen, role } = facts
  if (seen !== undefined && seen !== role) return "changed_meanwhile"
  if (keepsOwner) return null
  if (isLastOwner(owners, memberId)) return "last_owner"
  return (await findEmergencyOwner(tx)) === memberId ? "emergency_owner" : null
}

// A campaign may have thousands of links.
const LONG = { maxWait: 5_000, timeout: 30_000 }

type Kept = "last_owner" | "emergency_owner" | "changed_meanwhile"
type Facts = Managing & { owners: string[]; role: MemberRole }
type Managing = {
  owner: Acting
  memberId: string
  keepsOwner: boolean
  seen?: MemberRole | undefined
}
type Managed = { label: string; role: MemberRole; disabledAt: Date | null }
type ManageOutcome = OperationOutput<"changeRole">
