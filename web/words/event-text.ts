import type { EventKind } from "@/lib/audit/record-event"
import { isolate } from "@/lib/format"
import type { EventRow } from "@/web/audit/list-events"
import { APP_SENTENCES } from "@/web/words/app-event-text"
import { CONSENT_SENTENCES } from "@/web/words/consent-event-text"
import {
  asRole,
  atIssuer,
  breadthOf,
  byXeroUser,
  changeOf,
  channelName,
  denialText,
  doubtsOf,
  type EventText,
  factorName,
  incidentOf,
  memberName,
  notEndedInXero,
  ofMember,
  organisation,
  outcomeOf,
  phrase,
  proofOf,
  reachOf,
  reasonOf,
  type Sentences,
  serviceName,
  textIn,
  wrongProofOf,
} from "@/web/words/event-parts"
import { INCIDENT_SENTENCES } from "@/web/words/incident-event-text"
import { JOB_SENTENCES } from "@/web/words/job-event-text"
import { LINK_SENTENCES } from "@/web/words/link-event-text"
import { SIGN_IN_REASONS } from "@/web/words/sign-in-reasons"
import { SSO_SENTENCES } from "@/web/words/sso-event-text"
import { changesIn, TRAIL_SENTENCES, timesOf } from "@/web/words/trail-event-text"

/**
 * An event in words. `sentence` has `actor` as its subject or, where no one acted, says what happened; `tone` separates
 * good news from bad. An unknown kind of event shows its code.
 */
export function eventText(event: EventRow): EventText {
  const write = SENTENCES[event.kind as EventKind]
  const holder = textIn(event, "link")
  const own = XERO_ACTS.has(event.kind) ? "Xero" : "Tenantry"
  const actor = event.member?.name ?? (holder === null ? own : `${isolate(holder)}, by a link`)
  if (write === undefined) return { actor, sentence: event.kind, reason: null, tone: "neutral" }
  const { sentence, reason, tone } = write(event)
  const more = [reason, changesIn(event), timesOf(event)].filter((one) => one !== null)
  return { actor, sentence, reason: more.length === 0 ? null : more.join(" · "), tone }
}

const XERO_ACTS = new Set<string>([
  "tenant.disconnected_in_xero",
  "tenant.returned",
  "tenant.renamed",
])

const SENTENCES: Required<Sentences> = {
  ...TRAIL_SENTENCES,
  "member.created": (event) =>
    phrase(`${memberName(event)} became a member${asRole(event)}`, "good"),
  "member.invited": (event) =>
    phrase(`Invited ${textIn(event, "email") ?? "someone"}${asRole(event)}`),
  "member.joined": (event) =>
    phrase(`${memberName(event)} accepted the invitation${asRole(event)}`, "good"),
  "member.role_changed": (event) =>
    phrase(`Role changed${ofMember(event)}`, "neutral", changeOf(event)),
  "member.disabled": (event) => phrase(`Member disabled${ofMember(event)}`),
  "member.enabled": (event) => phrase(`Member enabled again${ofMember(event)}`),
  "member.password_changed": (event) =>
    textIn(event, "by") === "one_time_link"
      ? phrase("Set a new password with a one-time link")
      : phrase("Changed the password"),
  "member.reset_on_server": (event) =>
    phrase(`A password link was made on the server${ofMember(event)}`, "bad"),
  "member.email_requested": (event) =>
    phrase(`Asked for the e-mail address ${textIn(event, "email") ?? ""}`),
  "member.email_withdrawn": (event) =>
    phrase(`Withdrew the e-mail address ${textIn(event, "email") ?? ""}${ofMember(event)}`),
  "member.email_changed": (event) =>
    phrase(`E-mail address changed${ofMember(event)}`, "neutral", changeOf(event)),
  "member.signed_in": (event) => phrase(SIGN_INS[textIn(event, "by") ?? ""] ?? "Signed in"),
  "member.signed_out": (event) =>
    phrase(atIssuer(event) ? "Signed out by the issuer of single sign-on" : "Signed out"),
  "member.sign_in_refused": (event) =>
    phrase(
      atIssuer(event) ? "Single sign-on refused" : "Sign-in refused",
      "bad",
      SIGN_IN_REASONS[textIn(event, "reason") ?? ""],
    ),
  "member.password_guessed": () => phrase("Someone is guessing this member's password", "bad"),
  "member.proven": (event) => phrase(`Confirmed who they are with ${proofOf(event)}`),
  "member.proof_refused": (event) =>
    phrase(`Gave ${wrongProofOf(event)} when asked to confirm`, "bad"),
  "member.second_factor_refused": (event) =>
    phrase(`Gave ${wrongProofOf(event)} after the right password`, "bad"),
  "member.passkey_added": (event) => phrase(`Added the passkey${factorName(event)}`),
  "member.passkey_removed": (event) => phrase(`Removed the passkey${factorName(event)}`),
  "member.passkey_copied": (event) =>
    phrase(
      `Refused the passkey${factorName(event)}`,
      "bad",
      "its use counter went backwards, so someone may have a copy of it",
    ),
  "member.app_added": (event) => phrase(`Added the authenticator app${factorName(event)}`),
  "member.app_removed": (event) => phrase(`Removed the authenticator app${factorName(event)}`),
  "member.recovery_codes_made": () => phrase("Made new recovery codes"),
  "member.recovery_code_used": () => phrase("Signed in with a recovery code"),
  "member.factors_removed": (event) => phrase(`Removed all second factors${ofMember(event)}`),
  ...SSO_SENTENCES,
  ...LINK_SENTENCES,
  ...CONSENT_SENTENCES,
  ...JOB_SENTENCES,
  "grant.refreshed": (event) => phrase(`Sign-in refreshed${byXeroUser(event)}`, "good"),
  "grant.refresh_failed": (event) =>
    phrase(`Refresh failed${byXeroUser(event)}`, "bad", outcomeOf(event)),
  "grant.unanswered": (event) =>
    phrase(`No usable answer from Xero for 10 minutes${byXeroUser(event)}`, "bad"),
  "grant.refresh_recovered": (event) =>
    phrase(`Refreshing works again${byXeroUser(event)}`, "good"),
  "grant.shut": (event) =>
    phrase(`The stored sign-in cannot be opened${byXeroUser(event)}`, "bad", reasonOf(event)),
  "grant.ended": (event) => phrase(`The sign-in ended${byXeroUser(event)}`, "bad", reasonOf(event)),
  "grant.revoked": (event) =>
    phrase(`Revoked the consent${byXeroUser(event)}`, ...notEndedInXero(event)),
  "tenant.renamed": (event) => phrase("Renamed the organisation", "neutral", changeOf(event)),
  "tenant.disconnected_in_xero": (event) =>
    phrase(`Xero no longer lists ${organisation(event)}`, "bad"),
  "tenant.checked": (event) => phrase(`Checked ${organisation(event)} with Xero`),
  "tenant.disconnected": (event) =>
    phrase(`Disconnected ${organisation(event)}`, ...notEndedInXero(event)),
  ...APP_SENTENCES,
  "incident.opened": (event) =>
    phrase(
      INCIDENT_SENTENCES[incidentOf(event)].opened,
      "bad",
      textIn(event, "app") ?? breadthOf(event),
    ),
  "incident.closed": (event) =>
    phrase(INCIDENT_SENTENCES[incidentOf(event)].closed, "good", textIn(event, "app")),
  "alert.channel_added": (event) => phrase(`Added the alert channel${channelName(event)}`),
  "alert.channel_changed": (event) => phrase(`Changed the alert channel${channelName(event)}`),
  "alert.channel_removed": (event) => phrase(`Removed the alert channel${channelName(event)}`),
  "alert.secret_rotated": (event) =>
    phrase(`Rotated the secret of the alert channel${channelName(event)}`),
  "service.created": (event) =>
    phrase(`Created the service${serviceName(event)}`, "neutral", reachOf(event)),
  "service.changed": (event) =>
    phrase(`Changed the service${serviceName(event)}`, "neutral", changeOf(event)),
  "service.reach_widened": (event) =>
    phrase(`Gave the service${serviceName(event)} more access`, "neutral", reachOf(event)),
  "service.secret_added": (event) =>
    phrase(`Made a client secret for the service${serviceName(event)}`),
  "service.secret_removed": (event) =>
    phrase(`Removed a client secret of the service${serviceName(event)}`),
  "service.disabled": (event) => phrase(`Disabled the service${serviceName(event)}`),
  "service.enabled": (event) => phrase(`Enabled the service${serviceName(event)} again`),
  "service.revoked": (event) => phrase(`Revoked the service${serviceName(event)}`),
  "service.first_fetch": (event) =>
    phrase(`The service${serviceName(event)} fetched its first token for ${organisation(event)}`),
  "service.denied": (event) =>
    phrase(
      event.service === null
        ? "Refused an access token"
        : `Refused the service${serviceName(event)} an access token`,
      "bad",
      denialText(textIn(event, "reason") ?? "unknown"),
    ),
  "keys.reseal_started": (event) =>
    phrase(`Started to seal everything with the key ${textIn(event, "keyId") ?? ""}`),
  "keys.reseal_paused": () => phrase("Paused the sealing with another key"),
  "keys.reseal_resumed": () => phrase("Resumed the sealing with another key"),
  "keys.resealed": (event) =>
    phrase(`Sealed everything with the key ${textIn(event, "keyId") ?? ""}`, "good"),
  "installation.started": () => phrase("Tenantry was installed"),
  "installation.taken_over": (event) =>
    phrase("Took over a copied database", "neutral", doubtsOf(event)),
  "installation.restored": (event) =>
    phrase("Restored a back-up of the database", "neutral", doubtsOf(event)),
  "installation.chains_in_doubt": (event) =>
    phrase("Started after a pause, or with a restored database", "neutral", doubtsOf(event)),
}

const SIGN_INS: Record<string, string> = {
  issuer: "Signed in with single sign-on",
  passkey: "Signed in with a passkey",
  second_factor: "Signed in with password and second factor",
}
