import type { Keeper } from "@/keeper/keeper"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { lockActing } from "@/keeper/members/hold-acting"
import { hasOtherWay } from "@/keeper/members/other-ways"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Tx } from "@/lib/db/create-db"
import { countFactors } from "@/lib/members/second-factor"
import type { Acting } from "@/lib/members/sudo"
import { findMemberLabel } from "@/lib/names/find-labels"

/**
 * Takes away one of the member's own second factors, unless it is a passkey without which they could not sign in; with the last
 * factor, the recovery codes go.
 */
export async function removeFactor(
  { db }: Keeper,
  acting: Acting,
  { what, factorId }: OperationInput<"removeFactor">,
): Promise<OperationOutput<"removeFactor">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"removeFactor">> => {
    const over = await lockActing(tx, acting)
    if (over !== null) return over
    const { memberId } = acting
    const remove = what === "passkey" ? removePasskey : removeApp
    const removed = await remove(tx, { id: factorId, memberId })
    if (removed.kind !== "removed") return removed
    const { name } = removed
    if ((await countFactors(tx, memberId)) === 0) {
      await tx.recoveryCode.deleteMany({ where: { memberId } })
    }
    const kind = what === "passkey" ? "member.passkey_removed" : "member.app_removed"
    await recordEvent(tx, { kind, memberId, detail: { name } })
    return { kind: "removed" }
  })
}

/** Takes all second factors from another member, who has lost theirs. */
export async function removeFactorsOf(
  { db }: Keeper,
  ownerId: string,
  { memberId }: OperationInput<"removeFactorsOf">,
): Promise<OperationOutput<"removeFactorsOf">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"removeFactorsOf">> => {
    if ((await tx.member.count({ where: { id: memberId } })) === 0) return { kind: "not_found" }
    await removeAllFactors(tx, memberId)
    const detail = { member: await findMemberLabel(tx, memberId), subjectId: memberId }
    await recordEvent(tx, { kind: "member.factors_removed", memberId: ownerId, detail })
    return { kind: "removed" }
  })
}

/** The same for whoever works on the server's own shell; returns the member's name, or null where there is no such member. */
export async function removeFactorsOnServer(
  { db }: Pick<Keeper, "db">,
  email: string,
): Promise<string | null> {
  return db.$transaction(async (tx) => {
    const member = await tx.member.findUnique({
      where: { email },
      select: { id: true },
    })
    if (member === null) return null
    await removeAllFactors(tx, member.id)
    const label = await findMemberLabel(tx, member.id)
    const detail = { member: label, subjectId: member.id, by: "server" }
    await recordEvent(tx, { kind: "member.factors_removed", detail })
    return label
  })
}

/** Leaves the member with the password alone. */
async function removeAllFactors(tx: Tx, memberId: string): Promise<void> {
  const where = { memberId }
  await lockMember(tx, memberId)
  await tx.passkey.deleteMany({ where })
  await tx.codeApp.deleteMany({ where })
  await tx.recoveryCode.deleteMany({ where })
}

async function removePasskey(tx: Tx, where: OwnRow): Promise<Removal> {
  const passkey = await tx.passkey.findFirst({ where, select: { name: true } })
  if (passkey === null) return { kind: "not_found" }
  const { id: passkeyId, memberId } = where
  if (!(await hasOtherWay(tx, memberId, { passkeyId }))) return { kind: "last_way" }
  await tx.passkey.deleteMany({ where })
  return { kind: "removed", ...passkey }
}

async function removeApp(tx: Tx, { id, memberId }: OwnRow): Promise<Removal> {
  const where = { id, memberId, confirmedAt: { not: null } }
  const app = await tx.codeApp.findFirst({ where, select: { name: true } })
  if (app === null) return { kind: "not_found" }
  await tx.codeApp.deleteMany({ where })
  return { kind: "removed", ...app }
}

type OwnRow = { id: string; memberId: string }
type Removal = { kind: "removed"; name: string } | { kind: "not_found" } | { kind: "last_way" }
