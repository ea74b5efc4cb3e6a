import type { EventKind } from "@/lib/audit/record-event"
import {
  asRole,
  breadthOf,
  by,
  denialText,
  doubtsOf,
  type EventText,
  fromTo,
  incidentOf,
  named,
  of,
  organisation,
  outcomeOf,
  quoted,
  reachOf,
  reasonOf,
  SIGN_IN_REASONS,
  say,
  theService,
  untold,
  word,
} from "@/web/audit/event-words"
import type { EventRow } from "@/web/audit/list-events"

/**
 * An event in words: a sentence whose subject is the actor or, where nobody acted, what happened; `actor` is who to name
 * beside it. `tone` tells good news from bad. An event of a kind that this version does not know keeps its bare name.
 */
export function eventText(event: EventRow): EventText {
  const write = SENTENCES[event.kind as EventKind]
  const actor = event.member?.name ?? (XERO_ACTS.has(event.kind) ? "Xero" : "Tenantry")
  if (write === undefined) return { actor, sentence: event.kind, reason: null, tone: "neutral" }
  return { actor, ...write(event) }
}

const XERO_ACTS = new Set<string>([
  "tenant.disconnected_in_xero",
  "tenant.returned",
  "tenant.renamed",
])

const SENTENCES: Record<EventKind, (event: EventRow) => Omit<EventText, "actor">> = {
  "member.created": (event) => say(`${named(event)} became a member${asRole(event)}`, "good"),
  "member.invited": (event) => say(`Invited ${word(event, "email") ?? "somebody"}${asRole(event)}`),
  "member.joined": (event) =>
    say(`${named(event)} accepted the invitation${asRole(event)}`, "good"),
  "member.role_changed": (event) => say(`Role changed${of(event)}`, "neutral", fromTo(event)),
  "member.disabled": (event) => say(`Member disabled${of(event)}`),
  "member.enabled": (event) => say(`Member enabled again${of(event)}`),
  "member.password_changed": (event) =>
    word(event, "by") === "one_time_link"
      ? say("Set a new password by a one-time link")
      : say("Changed the password"),
  "member.signed_in": () => say("Signed in"),
  "member.signed_out": () => say("Signed out"),
  "member.sign_in_refused": (event) =>
    say("Sign-in refused", "bad", SIGN_IN_REASONS[word(event, "reason") ?? ""]),
  "consent.started": (event) =>
    word(event, "purpose") === "reconnect"
      ? say(`Started to reconnect ${organisation(event)}`)
      : say("Started to connect at Xero"),
  "consent.completed": (event) => say(`Consent completed at Xero${by(event)}`, "good"),
  "consent.failed": (event) =>
    say(
      "Consent did not go through",
      word(event, "outcome") === "cancelled" ? "neutral" : "bad",
      outcomeOf(event),
    ),
  "consent.offer_kept": () => say("Kept the organisations that came with another sign-in"),
  "consent.offer_undone": (event) =>
    say("Undid the organisations that came with another sign-in", ...untold(event)),
  "grant.chain_started": (event) => say(`New sign-in stored${by(event)}`, "good"),
  "grant.refreshed": (event) => say(`Sign-in refreshed${by(event)}`, "good"),
  "grant.refresh_failed": (event) => say(`Refresh failed${by(event)}`, "bad", outcomeOf(event)),
  "grant.unanswered": (event) =>
    say(`No usable answer from Xero for 10 minutes${by(event)}`, "bad"),
  "grant.refresh_recovered": (event) => say(`Refreshing works again${by(event)}`, "good"),
  "grant.ended": (event) => say(`The sign-in ended${by(event)}`, "bad", reasonOf(event)),
  "grant.revoked": (event) => say(`Revoked the consent${by(event)}`, ...untold(event)),
  "tenant.connected": (event) => say(`Connected ${organisation(event)}`, "good"),
  "tenant.reconnected": (event) => say(`Reconnected ${organisation(event)}`, "good"),
  "tenant.renamed": (event) => say("Renamed the organisation", "neutral", fromTo(event)),
  "tenant.disconnected_in_xero": (event) =>
    say(`Xero no longer lists ${organisation(event)}`, "bad"),
  "tenant.returned": (event) => say(`Xero lists ${organisation(event)} again`, "good"),
  "tenant.checked": (event) => say(`Checked ${organisation(event)} with Xero`),
  "tenant.disconnected": (event) => say(`Disconnected ${organisation(event)}`, ...untold(event)),
  "app.fault": (event) =>
    say("Xero refuses this app's client id or secret", "bad", word(event, "code")),
  "app.fault_ended": () => say("Xero accepts this app again", "good"),
  "incident.opened": (event) => say(INCIDENTS[incidentOf(event)].opened, "bad", breadthOf(event)),
  "incident.closed": (event) => say(INCIDENTS[incidentOf(event)].closed, "good"),
  "alert.channel_added": (event) => say(`Added the alert channel${quoted(event)}`),
  "alert.channel_changed": (event) => say(`Changed the alert channel${quoted(event)}`),
  "alert.channel_removed": (event) => say(`Removed the alert channel${quoted(event)}`),
  "alert.secret_rotated": (event) => say(`Rotated the secret of the alert channel${quoted(event)}`),
  "service.created": (event) =>
    say(`Created the service${theService(event)}`, "neutral", reachOf(event)),
  "service.changed": (event) =>
    say(`Changed the service${theService(event)}`, "neutral", fromTo(event)),
  "service.reach_widened": (event) =>
    say(`Let the service${theService(event)} fetch more`, "neutral", reachOf(event)),
  "service.secret_added": (event) =>
    say(`Made a client secret for the service${theService(event)}`),
  "service.secret_removed": (event) =>
    say(`Removed a client secret of the service${theService(event)}`),
  "service.disabled": (event) => say(`Disabled the service${theService(event)}`),
  "service.enabled": (event) => say(`Enabled the service${theService(event)} again`),
  "service.revoked": (event) => say(`Revoked the service${theService(event)}`),
  "service.first_fetch": (event) =>
    say(`The service${theService(event)} first fetched a token of ${organisation(event)}`),
  "service.denied": (event) =>
    say(
      event.service === null
        ? "Refused an access token"
        : `Refused the service${theService(event)} an access token`,
      "bad",
      denialText(word(event, "reason") ?? "unknown"),
    ),
  "installation.started": () => say("Tenantry was installed"),
  "installation.taken_over": (event) =>
    say("Took over a copied database", "neutral", doubtsOf(event)),
  "installation.chains_in_doubt": (event) =>
    say("Started after a pause, or with a restored database", "neutral", doubtsOf(event)),
}

const INCIDENTS = {
  app_fault: {
    opened: "Incident: Xero refuses this app's client id or secret",
    closed: "Incident over: Xero accepts this app again",
  },
  xero_trouble: {
    opened: "Incident: Xero does not answer refreshes as it should",
    closed: "Incident over: Xero answers refreshes again",
  },
  unknown: { opened: "An incident began", closed: "An incident is over" },
}
