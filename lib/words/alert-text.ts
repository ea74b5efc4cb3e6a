import type { AlertDetail, Resolution } from "@/lib/alerts/alert-detail"
import type { AlertKind } from "@/lib/db/generated/enums"
import { formatAmount, formatDate, formatDeadline, isolate, sentence } from "@/lib/format"
import { visibleName } from "@/lib/text"
import { as, concerned, covers, itsPage, lowered, names, theSignIn } from "@/lib/words/alert-names"
import {
  authoriserBackText,
  authoriserLostText,
  authorisersSettledText,
} from "@/lib/words/authoriser-text"
import { deactivatedText } from "@/lib/words/custom-alert-text"
import { handedOverText } from "@/lib/words/hand-over-alert-text"
import { incidentAlertText, incidentOverText } from "@/lib/words/incident-alert-text"
import { planFillingText, planHasRoomText } from "@/lib/words/plan-alert-text"

/**
 * A problem or its end in words: a title, what happened, and what to do. Names are unchanged; whoever prints them
 * sanitises them.
 */
export function alertText(alert: AlertFacts): AlertText {
  if (alert.kind === "second_authoriser" && alert.resolution === "other_consent")
    return authorisersSettledText(alert.detail)
  if (alert.resolution !== null) return RESOLVED[alert.resolution](alert)
  return OPEN[alert.kind](alert)
}

const OPEN: Record<AlertKind, (alert: AlertFacts) => AlertText> = {
  reconnect_needed: ({ detail }) => ({
    title: `Reconnect needed: ${concerned(detail)}`,
    what: `${whyReconnect(detail)} ${covers(detail)}`,
    todo: `Open ${itsPage(detail)}, press Reconnect and sign in to Xero${as(detail)}. Every organisation on the same consent then works again.`,
  }),
  disconnected_in_xero: ({ detail }) =>
    detail.reason === "deactivated"
      ? deactivatedText(detail)
      : {
          title: `Disconnected in Xero: ${concerned(detail)}`,
          what: `${sentence(`Xero no longer lists ${names(detail)} for ${lowered(theSignIn(detail))}`)} Someone disconnected it in Xero, or the Xero user lost access to it. The consent still works for its other organisations.`,
          todo: "If that was a mistake, open the organisation and press Reconnect. If it was intended, press Disconnect there, and this alert closes.",
        },
  second_authoriser: ({ detail }) => authoriserLostText(detail),
  chain_stale: (alert) => (alert.level === 0 ? unanswered(alert) : notRefreshed(alert)),
  incident: incidentAlertText,
  plan_filling: ({ detail }) => planFillingText(detail),
  service_access: ({ detail }) => ({
    title: `${SERVICE_ACTS[detail.reason ?? ""] ?? "A service has more access"}: ${theService(detail)}`,
    what: `${isolate(visibleName(detail.service?.memberName ?? ""))} gave the service ${theService(detail)} access to ${reachOf(detail)}.`,
    todo: "Nothing if this was intended. If not, disable the service on its page now, and ask the member to change their password.",
  }),
  password_guessed: ({ detail }) => ({
    title: `Someone is guessing the password of ${theMember(detail)}`,
    what: `Ten or more sign-ins as ${theMember(detail)} failed, from browsers that they have not used before. Each further guess has to wait longer. ${theMember(detail)} can still sign in.`,
    todo: "Nothing if they only forgot their password. If not, make sure that the password is long and used nowhere else. Activity shows the addresses.",
  }),
  passkey_copied: ({ detail }) => ({
    title: `Someone may have copied a passkey of ${theMember(detail)}`,
    what: `A passkey of ${theMember(detail)} was refused because its use counter went backwards, so someone may have a copy of it. Nobody got in with it.`,
    todo: `Ask ${theMember(detail)} to remove that passkey and sign out their other browsers. Activity shows which passkey it was and the address it was used from.`,
  }),
  handed_over: ({ detail }) => handedOverText(detail),
}

function whyReconnect(detail: AlertDetail): string {
  switch (detail.reason) {
    case "expired":
      return `${theSignIn(detail)} was not refreshed for 60 days, so it has expired.`
    case "outdated":
      return `Xero does not accept ${lowered(theSignIn(detail))} that is stored here. If the data was restored from a backup or copied, a newer sign-in existed and was lost with it.`
    case "lost_with_data":
      return `Xero does not accept ${lowered(theSignIn(detail))} that is stored here. The database was restored or copied: a newer sign-in existed and was lost with the data.`
    case "damaged":
      return `What is stored of ${lowered(theSignIn(detail))} was changed or cut, so it cannot be opened, and nothing is sent to Xero for it.`
    default:
      return sentence(`Xero no longer accepts ${lowered(theSignIn(detail))}`)
  }
}

function unanswered({ detail }: AlertFacts): AlertText {
  return {
    title: `No answer from Xero: ${concerned(detail)}`,
    what: `Xero has given no usable answer for ${lowered(theSignIn(detail))} since ${timeOf(detail.since)}. If none comes by ${timeOf(detail.endsAt)}, you may have to reconnect. ${covers(detail)}`,
    todo: "Nothing yet. Tenantry keeps asking and sends another alert when this ends.",
  }
}

function notRefreshed({ detail, level }: AlertFacts): AlertText {
  return {
    title: `Not refreshed for ${formatAmount(level, "day")}: ${concerned(detail)}`,
    what: `${theSignIn(detail)} was last refreshed on ${dayOf(detail.lastRefreshedAt)}. Without a refresh it expires after 60 days, on ${timeOf(detail.endsAt)}. ${covers(detail)}`,
    todo: `Tenantry keeps trying. Open ${itsPage(detail)} and press Refresh now to see Xero's answer, and make sure that the keeper runs all day.`,
  }
}

const SERVICE_ACTS: Record<string, string> = {
  created: "New service",
  reach_widened: "A service has more access",
  secret_added: "New client secret",
  enabled: "Service enabled again",
}

const RESOLVED: Record<Resolution, (alert: AlertFacts) => AlertText> = {
  recovered: (alert) => RECOVERED[alert.kind](alert),
  other_consent: ({ detail }) => ({
    title: `Works again: ${concerned(detail)}`,
    what: sentence(
      `${theSignIn(detail)} has ended, but another sign-in now covers ${names(detail)}`,
    ),
    todo: "Nothing. Services get access tokens again.",
  }),
  revoked: ({ detail }) => ({
    title: `Closed: consent revoked (${concerned(detail)})`,
    what: `A member revoked the consent behind ${lowered(theSignIn(detail))}, so there is nothing left to fix.`,
    todo: "Nothing. To connect it again, press Reconnect on its page.",
  }),
  removed: ({ detail }) => ({
    title: `Closed: disconnected here (${concerned(detail)})`,
    what: `A member disconnected ${names(detail)} in Tenantry, so there is nothing left to fix.`,
    todo: "Nothing.",
  }),
  superseded: ({ detail }) => ({
    title: `Closed: ${concerned(detail)}`,
    what: "Another alert has replaced this one.",
    todo: "Nothing here. See the other alert.",
  }),
}

const RECOVERED: Record<AlertKind, (alert: AlertFacts) => AlertText> = {
  reconnect_needed: ({ detail }) => ({
    title: `Reconnected: ${concerned(detail)}`,
    what: `${theSignIn(detail)} works again. ${covers(detail)}`,
    todo: "Nothing. Services get access tokens again.",
  }),
  disconnected_in_xero: ({ detail }) => ({
    title: `Connected again: ${concerned(detail)}`,
    what: `Xero lists ${names(detail)} as connected again.`,
    todo: "Nothing. Services get access tokens again.",
  }),
  second_authoriser: ({ detail }) => authoriserBackText(detail),
  chain_stale: ({ detail }) => ({
    title: `Refreshed again: ${concerned(detail)}`,
    what: `${theSignIn(detail)} was refreshed and is valid for another 60 days. ${covers(detail)}`,
    todo: "Nothing.",
  }),
  incident: ({ detail }) => incidentOverText(detail),
  plan_filling: planHasRoomText,
  // Sent once and never resolved, because it is news and not a problem.
  service_access: (alert) => OPEN.service_access(alert),
  password_guessed: (alert) => OPEN.password_guessed(alert),
  passkey_copied: (alert) => OPEN.passkey_copied(alert),
  handed_over: (alert) => OPEN.handed_over(alert),
}

function theService({ service }: AlertDetail): string {
  return isolate(visibleName(service?.name ?? ""))
}

function theMember({ member }: AlertDetail): string {
  return isolate(visibleName(member?.name ?? ""))
}

function reachOf({ service, organisationCount }: AlertDetail): string {
  if (service?.reachesAll) return "every organisation, including those connected later"
  return formatAmount(organisationCount, "organisation")
}

function dayOf(at: string | null): string {
  return at === null ? "an unknown day" : formatDate(new Date(at), "UTC")
}

function timeOf(at: string | null): string {
  return at === null ? "an unknown time" : formatDeadline(new Date(at))
}

export type AlertText = { title: string; what: string; todo: string }
export type AlertFacts = {
  kind: AlertKind
  level: number
  detail: AlertDetail
  resolution: Resolution | null
}
