import type { Keeper } from "@/keeper/keeper"
import { layOutMail } from "@/keeper/mail/lay-out-mail"
import { findMailServer } from "@/keeper/mail/mail-server"
import { type NewMail, storeMail } from "@/keeper/mail/outbox"
import { stableId } from "@/keeper/stable-id"
import type { EventKind } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { formatUtc } from "@/lib/format"

/** What a member's mail says of each change to what they sign in with. */
const CHANGES = new Map<string, string>([
  ["member.password_changed", "Your password was changed"],
  ["member.email_changed", "Your e-mail address was changed"],
  ["member.passkey_added", "A passkey was added to your account"],
  ["member.passkey_removed", "A passkey was removed from your account"],
  ["member.passkey_copied", "A passkey of yours was refused, because there may be a copy of it"],
  ["member.app_added", "An authenticator app was added to your account"],
  ["member.app_removed", "An authenticator app was removed from your account"],
  ["member.recovery_codes_made", "New recovery codes were made for your account"],
  ["member.recovery_code_used", "A recovery code was used to sign in to your account"],
  ["member.identity_added", "Single sign-on was added to your account"],
  ["member.identity_removed", "Single sign-on was removed from your account"],
  ["member.factors_removed", "All second factors were removed from your account"],
] satisfies [EventKind, string][])

export const CREDENTIAL_KINDS = [...CHANGES.keys()]

/**
 * Stores a notice by mail for each member whose credentials changed, where there is a mail server; a changed address is told
 * to the old one too. An event has one notice for each address, however often it is read.
 */
export async function storeCredentialNotices(
  keeper: Keeper,
  tx: Tx,
  events: CredentialEvent[],
): Promise<void> {
  const changes = events.filter((event) => CHANGES.has(event.kind))
  if (changes.length === 0 || (await findMailServer(tx)) === null) return
  for (const event of changes)
    for (const notice of await writeNotices(keeper, tx, event)) await storeMail(keeper, tx, notice)
}

async function writeNotices(keeper: Keeper, tx: Tx, event: CredentialEvent): Promise<NewMail[]> {
  // Whoever acts is the member, unless the event names another.
  const memberId = textIn(event, "subjectId") ?? event.memberId
  if (memberId === null) return []
  const member = await tx.member.findUnique({ where: { id: memberId }, select: { email: true } })
  if (member === null) return []
  const { appUrl } = keeper.alerts
  const title = CHANGES.get(event.kind) ?? event.kind
  const old = event.kind === "member.email_changed" ? textIn(event, "from") : null
  const content = layOutMail({
    title: `Tenantry: ${title}`,
    what: `${title} on ${formatUtc(event.at)}${placeOf(event)}. The account is ${member.email}.`,
    todo: "If that was you, nothing. If it was not, set a new password, sign out your other browsers, and tell an owner.",
    button: { label: "Open in Tenantry", link: `${appUrl}/settings` },
    foot: `Sent by Tenantry at ${appUrl} because it is about your account.`,
  })
  const addresses = [...new Set([member.email, ...(old === null ? [] : [old])])]
  return addresses.map((to) => {
    const id = stableId(`notice of event ${event.id} to ${to}`)
    return { id, kind: "notice", to, subjectId: memberId, content, once: false }
  })
}

function placeOf({ address }: CredentialEvent): string {
  return address === null ? "" : `, from the address ${address}`
}

function textIn({ detail }: CredentialEvent, name: string): string | null {
  const value = (detail as Record<string, unknown>)[name]
  return typeof value === "string" ? value : null
}

export type CredentialEvent = {
  id: bigint
  kind: string
  at: Date
  memberId: string | null
  address: string | null
  detail: unknown
}
