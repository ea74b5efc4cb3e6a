import type { AlertDetail, AlertKind, Resolution } from "@/lib/alerts/alert-detail"
import { incidentAlertText } from "@/lib/alerts/incident-alert-text"
import { formatAmount, formatDate, formatDateTime, formatList, isolate } from "@/lib/format"

// As many as fit into a sentence.
const NAMES_IN_A_SENTENCE = 3

/**
 * A problem, or its end, in words: a title, what happened, and what to do about it. Names stand in it as they are; who
 * prints it makes them inert.
 */
export function alertText(alert: AlertFacts): AlertText {
  if (alert.resolution !== null) return RESOLVED[alert.resolution](alert)
  return OPEN[alert.kind](alert)
}

const OPEN: Record<AlertKind, (alert: AlertFacts) => AlertText> = {
  reconnect_needed: ({ detail }) => ({
    title: `Reconnect needed: ${concerned(detail)}`,
    what:
      detail.reason === "expired"
        ? `${theSignIn(detail)} was not refreshed for 60 days, so Xero let it end. ${covers(detail)}`
        : `Xero no longer accepts ${lowered(theSignIn(detail))}. ${covers(detail)}`,
    todo: `Open ${itsPage(detail)}, press Reconnect and sign in at Xero${as(detail)}. Everything on the same consent works again with it. Nothing is lost.`,
  }),
  disconnected_in_xero: ({ detail }) => ({
    title: `Disconnected in Xero: ${concerned(detail)}`,
    what: `Xero no longer lists ${names(detail)} for ${lowered(theSignIn(detail))}: someone disconnected it inside Xero, or the Xero user lost access to it. The consent itself still works, also for its other organisations.`,
    todo: "If that was not meant, open the organisation and press Reconnect. If it was, press Disconnect there, and this alert closes.",
  }),
  chain_stale: (alert) => (alert.level === 0 ? unanswered(alert) : notRefreshed(alert)),
  incident: incidentAlertText,
  service_access: ({ detail }) => ({
    title: `${SERVICE_ACTS[detail.reason ?? ""] ?? "Access of a service has grown"}: ${theService(detail)}`,
    what: `${isolate(detail.service?.memberName ?? "A member")} let the service ${theService(detail)} fetch access tokens of ${reachOf(detail)}.`,
    todo: "If that was meant, nothing. If not, disable the service on its page at once, and have the member change their password.",
  }),
}

function unanswered({ detail }: AlertFacts): AlertText {
  return {
    title: `No answer from Xero: ${concerned(detail)}`,
    what: `Xero has given no usable answer for ${lowered(theSignIn(detail))} since ${timeOf(detail.since)}. Without one by ${timeOf(detail.endsAt)} the sign-in may have to be renewed. ${covers(detail)}`,
    todo: "Nothing now. Tenantry keeps asking by itself and says how it ends.",
  }
}

function notRefreshed({ detail, level }: AlertFacts): AlertText {
  return {
    title: `Not refreshed for ${formatAmount(level, "day")}: ${concerned(detail)}`,
    what: `${theSignIn(detail)} was last refreshed on ${dayOf(detail.lastRefreshedAt)}. Without a refresh Xero lets it end after 60 days, on ${dayOf(detail.endsAt)}. ${covers(detail)}`,
    todo: `Tenantry keeps trying by itself. Open ${itsPage(detail)} and press Refresh now to see what Xero answers, and see that the keeper runs all day.`,
  }
}

const SERVICE_ACTS: Record<string, string> = {
  created: "New service",
  reach_widened: "A service may reach more",
  secret_added: "New client secret",
  enabled: "Service enabled again",
}

const RESOLVED: Record<Resolution, (alert: AlertFacts) => AlertText> = {
  recovered: (alert) => RECOVERED[alert.kind](alert),
  other_consent: ({ detail }) => ({
    title: `Works again: ${concerned(detail)}`,
    what: `${theSignIn(detail)} is still over, but another sign-in reaches ${names(detail)} now.`,
    todo: "Nothing. Services get access tokens again.",
  }),
  revoked: ({ detail }) => ({
    title: `Closed: consent revoked (${concerned(detail)})`,
    what: `A member revoked the consent behind ${lowered(theSignIn(detail))}, so there is nothing left to mend.`,
    todo: "Nothing, unless it should be connected again: then press Reconnect on its page.",
  }),
  removed: ({ detail }) => ({
    title: `Closed: disconnected here (${concerned(detail)})`,
    what: `A member disconnected ${names(detail)} in Tenantry, so there is nothing left to mend.`,
    todo: "Nothing.",
  }),
  superseded: ({ detail }) => ({
    title: `Closed: ${concerned(detail)}`,
    what: "Another alert tells how it went on.",
    todo: "Nothing here; see the other alert.",
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
  chain_stale: ({ detail }) => ({
    title: `Refreshed again: ${concerned(detail)}`,
    what: `${theSignIn(detail)} was refreshed and is good for another 60 days. ${covers(detail)}`,
    todo: "Nothing.",
  }),
  incident: ({ detail }) =>
    detail.reason === "app_fault"
      ? {
          title: "Over: Xero accepts this app again",
          what: "Refreshing works again. Organisations that were waiting catch up by themselves.",
          todo: "Nothing. Alerts about single organisations are sent again.",
        }
      : {
          title: "Over: Xero answers again",
          what: "Refreshing works again. Organisations that were waiting catch up by themselves.",
          todo: "Nothing. Alerts about single organisations are sent again.",
        },
  // Told once and never resolved: it is news, not a problem.
  service_access: (alert) => OPEN.service_access(alert),
}

function concerned({ organisations, organisationCount }: AlertDetail): string {
  const [only] = organisations
  if (organisationCount === 1 && only !== undefined) return isolate(only.name)
  return formatAmount(organisationCount, "organisation")
}

function names({ organisations, organisationCount }: AlertDetail): string {
  const named = organisations.slice(0, NAMES_IN_A_SENTENCE).map(({ name }) => isolate(name))
  const others = organisationCount - named.length
  return formatList(others > 0 ? [...named, formatAmount(others, "other")] : named)
}

function covers(detail: AlertDetail): string {
  return `It covers ${names(detail)}.`
}

function theSignIn({ xeroUserName }: AlertDetail): string {
  return xeroUserName === null ? "The sign-in" : `The sign-in of ${isolate(xeroUserName)}`
}

function as({ xeroUserName }: AlertDetail): string {
  return xeroUserName === null ? "" : ` as ${isolate(xeroUserName)}`
}

function itsPage({ organisationCount }: AlertDetail): string {
  return organisationCount === 1 ? "the organisation" : "one of the organisations"
}

function theService({ service }: AlertDetail): string {
  return isolate(service?.name ?? "unknown")
}

function reachOf({ service, organisationCount }: AlertDetail): string {
  if (service?.reachesAll) return "every organisation, those connected later included"
  return formatAmount(organisationCount, "organisation")
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function dayOf(at: string | null): string {
  return at === null ? "an unknown day" : formatDate(new Date(at), "UTC")
}

function timeOf(at: string | null): string {
  return at === null ? "an unknown time" : `${formatDateTime(new Date(at), "UTC")} UTC`
}

export type AlertText = { title: string; what: string; todo: string }
export type AlertFacts = {
  kind: AlertKind
  level: number
  detail: AlertDetail
  resolution: Resolution | null
}
