import { formatAmount, isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"

// Reasons and outcomes as the keeper and the members' room write them.
const REASONS: Record<string, string> = {
  refused: "Xero refused its refresh tokens",
  expired: "not refreshed for 60 days",
  revoked: "revoked",
  cancelled: "cancelled at Xero",
  code_refused: "Xero refused the code",
  identity_refused: "Xero's answer could not be verified",
  xero_error: "Xero answered with an error",
  xero_trouble: "Xero could not be reached",
  list_pending: "organisations not read yet",
  nothing_new: "nothing new was chosen",
  no_organisations: "no organisation was connected",
  other_organisation: "another organisation than the one wanted",
  unknown: "no usable answer",
  not_sent: "Xero could not be reached",
  throttled: "Xero asked to slow down",
  app_fault: "Xero refuses this app's client id or secret",
  protocol: "an answer without a refresh token",
}

// Why a service was refused, as the keeper writes it.
const DENIALS: Record<string, string> = {
  unknown_client: "unknown client id",
  wrong_secret: "wrong client secret",
  expired: "the service has expired",
  disabled: "the service is disabled",
  revoked: "the service is revoked",
  network: "not from a network that it may ask from",
  target: "an organisation that it may not reach, or that is not known",
  throttled: "too many requests",
  malformed: "a client id or secret that cannot be one",
  secret_in_query: "a client secret in the address",
}

export const SIGN_IN_REASONS: Record<string, string> = {
  unknown_email: "unknown e-mail address",
  wrong_password: "wrong password",
  throttled: "too many tries",
  disabled: "the member is disabled",
}

export function say(sentence: string, tone: EventTone = "neutral", reason?: string | null) {
  return { sentence, reason: reason ?? null, tone }
}

export function organisation(event: EventRow): string {
  return event.tenant === null ? "an organisation" : isolate(event.tenant.name)
}

export function by(event: EventRow): string {
  const name = word(event, "xeroUserName") ?? event.xeroUserName
  return name === null ? "" : ` (Xero user ${isolate(name)})`
}

export function of(event: EventRow): string {
  const name = word(event, "member")
  return name === null ? "" : `: ${isolate(name)}`
}

export function named(event: EventRow): string {
  return isolate(word(event, "name") ?? word(event, "email") ?? "Somebody")
}

export function asRole(event: EventRow): string {
  const role = word(event, "role")
  return role === null ? "" : ` as ${role}`
}

export function fromTo(event: EventRow): string | null {
  const [from, to] = [word(event, "from"), word(event, "to")]
  return from === null || to === null ? null : `${isolate(from)} → ${isolate(to)}`
}

export function reasonOf(event: EventRow): string | null {
  const reason = word(event, "reason")
  return reason === null ? null : (REASONS[reason] ?? reason.replaceAll("_", " "))
}

export function outcomeOf(event: EventRow): string | null {
  const outcome = word(event, "outcome")
  return outcome === null ? reasonOf(event) : (REASONS[outcome] ?? outcome.replaceAll("_", " "))
}

/** Bad news, and which, where something ended here that Xero does not know of. */
export function untold({ detail }: EventRow): [EventTone, string | null] {
  if (detail.toldXero !== false) return ["neutral", null]
  return ["bad", "Xero could not be told, and may still list it"]
}

export function incidentOf(event: EventRow): "app_fault" | "xero_trouble" | "unknown" {
  const kind = word(event, "incident")
  return kind === "app_fault" || kind === "xero_trouble" ? kind : "unknown"
}

export function breadthOf(event: EventRow): string | null {
  const { failing, asked } = event.detail
  if (typeof failing !== "number" || typeof asked !== "number") return word(event, "code")
  const mostly = REASONS[word(event, "mostly") ?? ""]
  const breadth = `${failing} of ${formatAmount(asked, "sign-in")}`
  return mostly === undefined ? breadth : `${breadth}, mostly ${mostly}`
}

export function doubtsOf(event: EventRow): string | null {
  const { chains } = event.detail
  if (typeof chains !== "number" || chains === 0) return null
  return `${formatAmount(chains, "sign-in")} may have been refreshed elsewhere since`
}

export function quoted(event: EventRow): string {
  const name = word(event, "channel")
  return name === null ? "" : ` “${isolate(name)}”`
}

export function word(event: EventRow, name: string): string | null {
  const value = event.detail[name]
  return typeof value === "string" ? value : null
}

/** The service's name as it is now, or was. */
export function theService(event: EventRow): string {
  const name = event.service?.name ?? word(event, "service")
  return name === null ? "" : ` ${isolate(name)}`
}

export function reachOf(event: EventRow): string | null {
  const { organisations } = event.detail
  if (organisations === null) return "it may reach every organisation"
  return typeof organisations === "number"
    ? `it may reach ${formatAmount(organisations, "organisation")}`
    : null
}

/** Why a service was refused; a reason of another version is shown as it is. */
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
