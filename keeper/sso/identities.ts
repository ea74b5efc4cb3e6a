import type { Keeper } from "@/keeper/keeper"
import { lockMember } from "@/keeper/members/factors/store-factor"
import { hasOtherWay } from "@/keeper/members/other-ways"
import type { Person } from "@/keeper/sso/person"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

/** The member with this subject at this issuer, or null. */
export async function findIdentity(
  tx: Tx,
  { issuer, subject }: Pick<Person, "issuer" | "subject">,
): Promise<KnownIdentity | null> {
  const row = await tx.identity.findUnique({
    where: { issuer_subject: { issuer, subject } },
    select: { id: true, memberId: true, member: { select: { disabledAt: true } } },
  })
  if (row === null) return null
  const isDisabled = row.member.disabledAt !== null
  return { identityId: row.id, memberId: row.memberId, isDisabled }
}

/** Lets a member sign in as this person from now on, in place of another person at the same issuer. */
export async function addIdentity(tx: Tx, { person, memberId, by }: NewIdentity): Promise<string> {
  const { issuer, subject, email } = person
  await tx.identity.deleteMany({ where: { memberId, issuer } })
  const { id } = await tx.identity.create({
    data: { issuer, subject, email, memberId, lastUsedAt: await dbNow(tx) },
    select: { id: true },
  })
  const detail = { issuer, email, by }
  // Joining is an event of its own.
  if (by !== "joining") await recordEvent(tx, { kind: "member.identity_added", memberId, detail })
  return id
}

/**
 * Takes an identity from the acting member, unless they could not sign in without it: by no password and no passkey, or
 * because only the emergency owner may use those.
 */
export async function removeIdentity(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { identityId }: OperationInput<"removeIdentity">,
): Promise<OperationOutput<"removeIdentity">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"removeIdentity">> => {
    await lockMember(tx, memberId)
    const identities = await tx.identity.findMany({
      where: { memberId },
      select: { id: true, issuer: true, email: true },
    })
    const identity = identities.find((one) => one.id === identityId)
    if (identity === undefined) return { kind: "not_found" }
    if (!(await hasOtherWay(tx, memberId, { identityId }))) return { kind: "last_way" }
    await tx.identity.delete({ where: { id: identityId }, select: { id: true } })
    const { issuer, email } = identity
    await recordEvent(tx, { kind: "member.identity_removed", memberId, detail: { issuer, email } })
    return { kind: "removed" }
  })
}

type KnownIdentity = { identityId: string; memberId: string; isDisabled: boolean }
/** `by`: how it is known that both are one. */
type NewIdentity = {
  person: Person
  memberId: string
  by: "joining" | "one_time_link" | "signed_in"
}
