import type { Keeper } from "@/keeper/keeper"
import { lockActing } from "@/keeper/members/hold-acting"
import { hasOtherWay } from "@/keeper/members/other-ways"
import type { Person } from "@/keeper/sso/person"
import { recordEvent } from "@/lib/audit/record-event"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import type { Acting } from "@/lib/members/sudo"

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
export async function addIdentity(tx: Tx, added: NewIdentity): Promise<string> {
  const { person, memberId, by, sessionId } = added
  const { issuer, subject, email } = person
  const sessionsEnded = await dropIdentity(tx, { memberId, issuer, sessionId })
  const { id } = await tx.identity.create({
    data: { issuer, subject, email, memberId, lastUsedAt: await dbNow(tx) },
    select: { id: true },
  })
  const detail = { issuer, email, by, sessionsEnded }
  // Joining is an event of its own.
  if (by !== "joining") await recordEvent(tx, { kind: "member.identity_added", memberId, detail })
  return id
}

/**
 * Takes an identity from the acting member, and ends the other sessions that came by it, unless they could not sign in
 * without it: by no password and no passkey, or because only the emergency owner may use those.
 */
export async function removeIdentity(
  { db }: Pick<Keeper, "db">,
  acting: Acting,
  { identityId }: OperationInput<"removeIdentity">,
): Promise<OperationOutput<"removeIdentity">> {
  return db.$transaction(async (tx): Promise<OperationOutput<"removeIdentity">> => {
    const over = await lockActing(tx, acting)
    if (over !== null) return over
    const { memberId, sessionId } = acting
    const identities = await tx.identity.findMany({
      where: { memberId },
      select: { id: true, issuer: true, email: true },
    })
    const identity = identities.find((one) => one.id === identityId)
    if (identity === undefined) return { kind: "not_found" }
    if (!(await hasOtherWay(tx, memberId, { identityId }))) return { kind: "last_way" }
    const { issuer, email } = identity
    const sessionsEnded = await dropIdentity(tx, { memberId, issuer, sessionId })
    const detail = { issuer, email, sessionsEnded }
    await recordEvent(tx, { kind: "member.identity_removed", memberId, detail })
    return { kind: "removed" }
  })
}

/**
 * Removes who a member is at an issuer, and ends the sessions that came by it, save the one named: the issuer could end
 * them no more. Returns how many.
 */
async function dropIdentity(tx: Tx, { memberId, issuer, sessionId }: Dropped): Promise<number> {
  // Locked first: a session that begins meanwhile either is seen below, or finds no identity any more.
  const [identity] = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Identity" WHERE "memberId" = ${memberId}::uuid AND "issuer" = ${issuer} FOR UPDATE`
  if (identity === undefined) return 0
  const { id } = identity
  const { count } = await tx.session.updateMany({
    where: { identityId: id, endedAt: null, ...(sessionId && { id: { not: sessionId } }) },
    data: { endedAt: await dbNow(tx) },
  })
  await tx.identity.delete({ where: { id }, select: { id: true } })
  return count
}

type KnownIdentity = { identityId: string; memberId: string; isDisabled: boolean }
type Dropped = { memberId: string; issuer: string; sessionId: string | undefined }
/** `by`: how it is known that both are one. `sessionId`: the session that adds it, which goes on. */
type NewIdentity = {
  person: Person
  memberId: string
  sessionId?: string
  by: "joining" | "one_time_link" | "signed_in"
}
