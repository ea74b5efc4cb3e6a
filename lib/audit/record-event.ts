import type { Changes, Value } from "@/lib/audit/changes"
import { currentOrigin, type Origin } from "@/lib/audit/origin"
import type { Tx } from "@/lib/db/create-db"

/** What can happen, in the words of the code that does it; `web/words/event-text` puts it into sentences. */
export const EVENT_KINDS = [
  "member.created",
  "member.invited",
  "member.joined",
  "member.invitation_withdrawn",
  "member.renamed",
  "member.role_changed",
  "member.role_refused",
  "member.disabled",
  "member.enabled",
  "member.password_changed",
  "member.reset_on_server",
  "member.email_requested",
  "member.email_withdrawn",
  "member.email_changed",
  "member.signed_in",
  "member.signed_out",
  "member.sign_in_refused",
  "member.had_to_wait",
  "member.password_guessed",
  "member.proven",
  "member.proof_refused",
  "member.second_factor_refused",
  "member.passkey_added",
  "member.passkey_removed",
  "member.passkey_copied",
  "member.app_added",
  "member.app_removed",
  "member.recovery_codes_made",
  "member.recovery_code_used",
  "member.factors_removed",
  "settings.second_factor_required",
  "settings.links_changed",
  "member.identity_added",
  "member.identity_refused",
  "member.identity_removed",
  "sso.changed",
  "sso.removed",
  "sso.passwords_limited",
  "consent.started",
  "consent.completed",
  "consent.failed",
  "consent.callback_refused",
  "consent.offer_kept",
  "consent.offer_undone",
  "connection.ended",
  "settings.plan_chosen",
  "import.read",
  "import.discarded",
  "import.started",
  "import.finished",
  "import.unasked",
  "link.made",
  "link.renewed",
  "link.extended",
  "link.withdrawn",
  "link.declined",
  "link.asked_anew",
  "link.awaits_decision",
  "link.done",
  "link.failed",
  "grant.chain_started",
  "grant.refreshed",
  "grant.refresh_failed",
  "grant.unanswered",
  "grant.refresh_recovered",
  "grant.shut",
  "grant.ended",
  "grant.revoked",
  "grant.handed_over",
  "grant.moved",
  "grant.taken_back",
  "tenant.connected",
  "tenant.reconnected",
  "tenant.renamed",
  "tenant.disconnected_in_xero",
  "tenant.returned",
  "tenant.checked",
  "tenant.disconnected",
  "tenant.authoriser_removed",
  "tenant.authoriser_preferred",
  "tenant.reference_changed",
  "app.added",
  "app.changed",
  "app.secret_added",
  "app.secret_removed",
  "app.chosen",
  "app.retired",
  "app.reopened",
  "app.removed",
  "tenant.approved",
  "app.fault",
  "app.fault_ended",
  "incident.opened",
  "incident.closed",
  "alert.channel_added",
  "alert.channel_changed",
  "alert.channel_removed",
  "alert.secret_rotated",
  "mail.server_changed",
  "mail.server_removed",
  "campaign.started",
  "campaign.reminders_stopped",
  "campaign.sent_again",
  "job.started",
  "job.stopped",
  "job.finished",
  "service.created",
  "service.changed",
  "service.reach_widened",
  "service.secret_added",
  "service.secret_removed",
  "service.disabled",
  "service.enabled",
  "service.revoked",
  "service.first_fetch",
  "service.denied",
  "keys.reseal_started",
  "keys.reseal_paused",
  "keys.reseal_resumed",
  "keys.resealed",
  "installation.started",
  "installation.taken_over",
  "installation.restored",
  "installation.chains_in_doubt",
] as const

/**
 * Adds one event, in the transaction of what it tells of. `detail` holds names, counts and reasons, never a token, a
 * code or a secret. No member: Tenantry itself or Xero did it. Address, browser and request are those of the request
 * under way (`withOrigin`).
 */
export async function recordEvent(tx: Tx, event: NewEvent): Promise<void> {
  await tx.auditEvent.create({ data: rowOf(event), select: { id: true } })
}

/** The same for many, in one statement. */
export async function recordEvents(tx: Tx, events: NewEvent[]): Promise<void> {
  await tx.auditEvent.createMany({ data: events.map(rowOf) })
}

function rowOf({ detail = {}, ...facts }: NewEvent) {
  return { ...currentOrigin(), ...facts, detail }
}

export type EventKind = (typeof EVENT_KINDS)[number]
export type NewEvent = Origin & {
  kind: EventKind
  memberId?: string | null | undefined
  tenantId?: string | null | undefined
  grantId?: string
  serviceId?: string | null | undefined
  /** `changes`: each setting that changed, with its old and new value where it is no secret. */
  detail?: Record<string, Value | Changes>
}
