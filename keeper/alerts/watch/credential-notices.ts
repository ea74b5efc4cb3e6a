import { createHash } from "node:crypto"
import { findMailChannel } from "@/keeper/alerts/deliver/send-to-member"
import type { Keeper } from "@/keeper/keeper"
import type { AlertMessage } from "@/lib/alerts/alert-detail"
import type { EventKind } from "@/lib/audit/record-event"
import { dbNow } from "@/lib/db/clock"
import type { Tx } from "@/lib/db/create-db"

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
 * Stores a notice by mail for each member whose credentials changed, where an e-mail channel can send it; a changed address
 * is told to the old one too. An event has one notice, however often it is read. Returns how many were stored.
 */
export async function storeCredentialNotices(
  keeper: Keeper,
  tx: Tx,
  events: CredentialEvent[],
): Promise<number> {
  const changes = events.filter((event) => CHANGES.has(event.kind))
  const channel = changes.length === 0 ? null : await findMailChannel(tx)
  if (channel === null) return 0
  const now = await dbNow(tx)
  const rows = await Promise.all(
    changes.map(async (event) => {
      const message = await writeNotice(keeper, tx, event)
      const times = { createdAt: now, queuedAt: now, nextAttemptAt: now }
      const delivery = { channelId: channel.id, phase: "opened", ...times } as const
      return message === null ? [] : [{ id: noticeId(event), message, ...delivery }]
    }),
  )
  const { count } = await tx.alertDelivery.createMany({ data: rows.flat(), skipDuplicates: true })
  return count
}

async function writeNotice(
  keeper: Keeper,
  tx: Tx,
  event: CredentialEvent,
): Promise<AlertMessage | null> {
  // Whoever acts is the member, unless the event names another.
  const id = textIn(event, "subjectId") ?? event.memberId
  if (id === null) return null
  const member = await tx.member.findUnique({ where: { id }, select: { email: true } })
  if (member === null) return null
  const { appUrl } = keeper.alerts
  const title = CHANGES.get(event.kind) ?? event.kind
  const old = event.kind === "member.email_changed" ? textIn(event, "from") : null
  return {
    type: event.kind,
    title: `Tenantry: ${title}`,
    what: `${title} on ${timeOf(event.at)}${placeOf(event)}. The account is ${member.email}.`,
    todo: "If that was you, nothing. If it was not, set a new password, sign out your other browsers, and tell an owner.",
    link: `${appUrl}/settings`,
    alert: null,
    to: [...new Set([member.email, ...(old === null ? [] : [old])])],
  }
}

/** The same for the same event, so that no second row can be stored. */
function noticeId({ id }: CredentialEvent): string {
  const hex = createHash("sha256").update(`notice of event ${id}`).digest("hex")
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function timeOf(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`
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
