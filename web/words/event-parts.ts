import type { EventKind } from "@/lib/audit/record-event"
import { formatAmount, isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"

// Reasons and outcomes by the code that the keeper and web/members write.
const REASONS: Record<string, string> = {
  refused: "Xero refused its refresh tokens",
  expired: "not refreshed for 60 days",
  damaged: "what is stored was changed or cut",
  key_missing: "the key that sealed it is not in VAULT_KEYS",
  revoked: "revoked",
  cancelled: "cancelled at Xero",
  code_refused: "Xero refused the code",
  app_removed: "the Xero app was removed here",
  identity_refused: "Xero's answer could not be verified",
  xero_error: "Xero answered with an error",
  xero_trouble: "Xero could not be reached",
  list_pending: "organisations not read yet",
  nothing_new: "no new organisation was chosen",
  no_organisations: "no organisation was connected",
  other_authoriser: "another Xero user than before",
  same_authoriser: "an authoriser of it already",
  other_organisation: "a different organisation than the one wanted",
  not_kept: "what it brought was not kept",
  scopes_missing: "Xero did not grant all scopes",
  link_over: "another visitor was quicker, or the link had ended",
  unknown: "no usable answer",
  not_sent: "Xero could not be reached",
  throttled: "Xero is limiting requests",
  app_fault: "Xero refuses this app's client id or secret",
  protocol: "the answer had no refresh token",
}

// Why a service was refused, by the code that the keeper writes.
const DENIALS: Record<string, string> = {
  unknown_client: "unknown client id",
  wrong_secret: "wrong client secret",
  expired: "the service has expired",
  disabled: "the service is disabled",
  revoked: "the service is revoked",
  network: "from a network that is not allowed",
  target: "an unknown organisation, or one without access",
  throttled: "too many requests",
  malformed: "a malformed client id or secret",
  secret_in_query: "the client secret was in the URL",
}

const PROOFS: Record<string, [string, string]> = {
  password: ["the password", "a wrong password"],
  passkey: ["a passkey", "a wrong passkey"],
  app_code: ["a code from the authenticator app", "a wrong code"],
  issuer: ["single sign-on", "no proof by single sign-on"],
  recovery_code: ["a recovery code", "a wrong recovery code"],
}

const INCIDENTS = [
  "app_fault",
  "xero_trouble",
  "key_missing",
  "journal_failing",
  "disk_low",
  "part_keeps_ending",
  "folder_unwritable",
  "unknown",
] as const

/** Whether the member did it at the issuer of single sign-on, and not with a password here. */
export function atIssuer(event: EventRow): boolean {
  return textIn(event, "by") === "issuer"
}

export function phrase(sentence: string, tone: EventTone = "neutral", reason?: string | null) {
  return { sentence, reason: reason ?? null, tone }
}

export function organisation(event: EventRow): string {
  return event.tenant === null ? "an organisation" : isolate(event.tenant.name)
}

export function byXeroUser(event: EventRow): string {
  const name = event.xeroUserName ?? textIn(event, "xeroUserName")
  return name === null ? "" : ` (Xero user ${isolate(name)})`
}

export function ofMember(event: EventRow): string {
  const name = textIn(event, "member")
  return name === null ? "" : `: ${isolate(name)}`
}

export function memberName(event: EventRow): string {
  return isolate(textIn(event, "name") ?? textIn(event, "email") ?? "Someone")
}

export function asRole(event: EventRow): string {
  const role = textIn(event, "role")
  return role === null ? "" : ` as ${role}`
}

export function changeOf(event: EventRow): string | null {
  const [from, to] = [textIn(event, "from"), textIn(event, "to")]
  return from === null || to === null ? null : `${isolate(from)} → ${isolate(to)}`
}

export function reasonOf(event: EventRow): string | null {
  const reason = textIn(event, "reason")
  return reason === null ? null : (REASONS[reason] ?? reason.replaceAll("_", " "))
}

export function outcomeOf(event: EventRow): string | null {
  const outcome = textIn(event, "outcome")
  return outcome === null ? reasonOf(event) : (REASONS[outcome] ?? outcome.replaceAll("_", " "))
}

/** Bad news where something ended here but not in Xero. */
export function notEndedInXero({ detail }: EventRow): [EventTone, string | null] {
  if (detail.toldXero !== false) return ["neutral", null]
  return ["bad", "not ended in Xero, which may still list it"]
}

export function incidentOf(event: EventRow): (typeof INCIDENTS)[number] {
  const told = textIn(event, "incident")
  return INCIDENTS.find((kind) => kind === told) ?? "unknown"
}

export function breadthOf(event: EventRow): string | null {
  const { failing, asked } = event.detail
  if (typeof failing !== "number" || typeof asked !== "number")
    return textIn(event, "code") ?? textIn(event, "keyId")
  const mostly = REASONS[textIn(event, "mostly") ?? ""]
  const breadth = `${failing} of ${formatAmount(asked, "sign-in")}`
  return mostly === undefined ? breadth : `${breadth}, mostly ${mostly}`
}

export function doubtsOf(event: EventRow): string | null {
  const { chains } = event.detail
  if (typeof chains !== "number" || chains === 0) return null
  return `${formatAmount(chains, "sign-in")} may have been refreshed elsewhere since`
}

export function channelName(event: EventRow): string {
  const name = textIn(event, "channel")
  return name === null ? "" : ` “${isolate(name)}”`
}

export function factorName(event: EventRow): string {
  const name = textIn(event, "name")
  return name === null ? "" : ` “${isolate(name)}”`
}

/** What a member showed to prove who they are; before there were several ways, it was the password. */
export function proofOf(event: EventRow): string {
  return PROOFS[textIn(event, "by") ?? "password"]?.[0] ?? "something"
}

export function wrongProofOf(event: EventRow): string {
  return PROOFS[textIn(event, "by") ?? "password"]?.[1] ?? "a wrong proof"
}

export function textIn(event: EventRow, name: string): string | null {
  const value = event.detail[name]
  return typeof value === "string" ? value : null
}

/** A number in the event's detail; 0 where there is none. */
export function countIn({ detail }: EventRow, name: string): number {
  const value = detail[name]
  return typeof value === "number" ? value : 0
}

/** The service's current name, or its name at the time. */
export function serviceName(event: EventRow): string {
  const name = event.service?.name ?? textIn(event, "service")
  return name === null ? "" : ` ${isolate(name)}`
}

export function reachOf(event: EventRow): string | null {
  const { organisations } = event.detail
  if (organisations === null) return "access to every organisation"
  return typeof organisations === "number"
    ? `access to ${formatAmount(organisations, "organisation")}`
    : null
}

/** Why a service was refused; a reason from another version is shown unchanged. */
export function denialText(reason: string): string {
  return DENIALS[reason] ?? reason.replaceAll("_", " ")
}

export type EventTone = "good" | "bad" | "neutral"
export type EventText = {
  actor: string
  sentence: string
  reason: string | null
  tone: EventTone
}
/** Events of one room in words, by their kinds. */
export type Sentences = { [kind in EventKind]?: (event: EventRow) => Omit<EventText, "actor"> }
