import { endSignInsOf } from "@/keeper/members/end-sign-ins"
import { followGroups } from "@/keeper/sso/follow-groups"
import { addIdentity, findIdentity } from "@/keeper/sso/identities"
import { objectionTo, type Person, readEmail, roleOf } from "@/keeper/sso/person"
import { refused } from "@/keeper/sso/refused"
import type { StoredSettings } from "@/keeper/sso/settings/read-sso"
import { recordEvent } from "@/lib/audit/record-event"
import type { SsoRefusal } from "@/lib/contract/sso-operations"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"
import { stillGood } from "@/lib/members/find-invitation"
import { hashOneTimeToken } from "@/lib/members/one-time-token"
import type { MemberRole } from "@/lib/members/roles"

/**
 * The member that a person from the issuer is, or becomes. Known by issuer and subject alone. Somebody new needs an e-mail
 * address that the issuer vouches for, and an invitation to it or settings by which anyone may join. A member who is here
 * already is never found by e-mail: they add their identity while they are signed in, or open a link that an owner made.
 */
export async function admit(tx: Tx, sso: StoredSettings, coming: Coming): Promise<Admitted> {
  const { person } = coming
  const objection = objectionTo(person, sso)
  if (objection !== null) return refused(objection)
  const known = await findIdentity(tx, person)
  if (known === null) return admitNew(tx, sso, coming)
  const { memberId, identityId } = known
  if (known.isDisabled) return { ...refused("disabled"), memberId }
  await followGroups(tx, sso, { memberId, role: roleOf(person, sso) })
  await tx.identity.update({
    where: { id: identityId },
    data: { email: person.email, lastUsedAt: await dbNow(tx) },
    select: { id: true },
  })
  return { kind: "admitted", memberId, identityId }
}

async function admitNew(tx: Tx, sso: StoredSettings, coming: Coming): Promise<Admitted> {
  const { person, invitation } = coming
  const read = readEmail(person)
  if (read.kind === "refused") return read
  const { email } = read
  const member = await tx.member.findUnique({
    where: { email },
    select: { id: true, disabledAt: true },
  })
  if (member !== null && member.disabledAt !== null)
    return { ...refused("disabled"), memberId: member.id }
  if (member !== null && invitation === null)
    return { ...refused("email_taken"), memberId: member.id }
  const invited = await takeInvitation(tx, { email, token: invitation })
  const mayJoin = invitation === null && sso.newMembers === "anyone"
  if (invited === null && !mayJoin) return refused("not_invited")
  if (member === null) {
    return join(tx, { person, email, role: roleOf(person, sso) ?? invited?.role ?? "viewer" })
  }
  await endSignInsOf(tx, member.id)
  const identityId = await addIdentity(tx, { person, memberId: member.id, by: "one_time_link" })
  return { kind: "admitted", memberId: member.id, identityId }
}

/** Uses up the invitation whose link was opened, if it is to this address; without a link, the one that waits for it. */
async function takeInvitation(tx: Tx, { email, token }: Invited): Promise<Taken | null> {
  const ofLink = token === null ? {} : { tokenHash: hashOneTimeToken(token) }
  const now = await dbNow(tx)
  const open = await tx.invitation.findFirst({
    where: { email, ...stillGood(now), ...ofLink },
    select: { id: true, role: true },
  })
  if (open === null) return null
  const { count } = await tx.invitation.updateMany({
    where: { id: open.id, ...stillGood(now) },
    data: { acceptedAt: now },
  })
  return count === 0 ? null : open
}

async function join(tx: Tx, { person, email, role }: Joining): Promise<Admitted> {
  const name = person.name ?? email.split("@")[0] ?? email
  const { id: memberId } = await tx.member.create({
    data: { email, name, role, passwordHash: null },
    select: { id: true },
  })
  await recordEvent(tx, {
    kind: "member.joined",
    memberId,
    detail: { name, email, role, by: "issuer", issuer: person.issuer },
  })
  const identityId = await addIdentity(tx, { person, memberId, by: "joining" })
  return { kind: "admitted", memberId, identityId }
}

type Invited = { email: string; token: string | null }
type Taken = { id: string; role: MemberRole }
type Joining = { person: Person; email: string; role: MemberRole }
/** `invitation`: the token of the link that they opened first. */
export type Coming = { person: Person; invitation: string | null }
export type Admitted =
  | { kind: "admitted"; memberId: string; identityId: string }
  /** `memberId`: whom it concerns, where that is known. */
  | { kind: "refused"; reason: SsoRefusal; memberId?: string }
