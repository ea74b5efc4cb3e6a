import { OFFER_ENDS } from "@/app/organisations/problem-text"
import type { AlertOperationName } from "@/lib/contract/alert-operations"
import type { OperationName, OperationOutput } from "@/lib/contract/operations"
import type { XeroTrouble } from "@/lib/contract/outcomes"
import type { ServiceOperationName } from "@/lib/contract/service-operations"
import { formatRelative } from "@/lib/format"

/** The keeper's answer to a member's request, in words: what happened, and what to do about it. */
export function answerOf(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case "xero_trouble":
      return TROUBLES[outcome.trouble]
    case "waiting":
      return waiting(outcome.retryAt)
    case "offer_over":
      return OFFER_ENDS[`offer_${outcome.decision}`]
    case "decided":
      return outcome.toldXero ? PLAIN.decided : OFFER_ENDS.offer_untold
    case "disconnected":
    case "revoked":
      return outcome.toldXero ? PLAIN[outcome.kind] : UNTOLD[outcome.kind]
    default:
      return PLAIN[outcome.kind]
  }
}

/** Likewise for what ends something at Xero. Nobody asks again by itself there: the member has to. */
export function answerOfEnding(outcome: Outcome): Answer {
  const answer = answerOf(outcome)
  if (outcome.kind !== "xero_trouble" || outcome.trouble !== "unknown") return answer
  return {
    ...answer,
    text: "Nothing changed here, and whether Xero did it is not known. Press the button again later.",
  }
}

function waiting(retryAt: string | null): Answer {
  const when = retryAt === null ? "in a moment" : formatSoon(new Date(retryAt))
  return {
    tone: "info",
    title: "A refresh is under way already",
    text: `The next request to Xero goes out ${when}, by itself. The page shows its result.`,
  }
}

function formatSoon(at: Date): string {
  const seconds = Math.ceil((at.getTime() - Date.now()) / 1000)
  if (seconds < 2) return "in a moment"
  return seconds < 90 ? `in ${seconds} seconds` : formatRelative(at, new Date())
}

const PLAIN: Record<PlainKind, Answer> = {
  refreshed: {
    tone: "success",
    title: "Refreshed",
    text: "Xero issued a new token set. The sign-in is good for another 60 days.",
  },
  questioned: {
    tone: "warning",
    title: "Xero refused the refresh once",
    text: "That alone proves nothing. Tenantry asks again by itself within a few minutes, and the page shows what became of it. There is nothing to do.",
  },
  listed: {
    tone: "success",
    title: "Checked",
    text: "The sign-in works, and Xero lists this organisation as connected.",
  },
  not_listed: {
    tone: "warning",
    title: "Xero does not list this organisation",
    text: "Someone disconnected it inside Xero, or the Xero user lost access to it. Reconnect to add it again.",
  },
  reconnect_needed: {
    tone: "warning",
    title: "Only a new consent helps",
    text: "The refresh chain has ended, so Xero answers nothing more to it. Press Reconnect.",
  },
  other_app: {
    tone: "warning",
    title: "This consent belongs to another Xero app",
    text: "That app is not configured here any more, so it is paused and nothing was sent to Xero. Press Reconnect: that consents through the present app.",
  },
  partly_done: {
    tone: "warning",
    title: "Done in part",
    text: "Xero ended some of the connections, and they are ended here too. Of the others it could not be told, so they stay as they are. Press the button again later.",
  },
  undo_running: {
    tone: "info",
    title: "An undo is under way",
    text: "Another member pressed Undo just now, and Xero is being told. Look again in a moment: if it fails, you can decide then.",
  },
  disconnected: {
    tone: "success",
    title: "Disconnected",
    text: "Xero ended the connection. Services get no more access to this organisation; its history stays here.",
  },
  revoked: {
    tone: "success",
    title: "Consent revoked",
    text: "Xero ended the consent and every connection that it covered.",
  },
  decided: { tone: "success", title: "Done", text: "The decision is carried out." },
  not_found: {
    tone: "warning",
    title: "This is gone",
    text: "Somebody may have changed it in the meantime. Load the page again.",
  },
  forbidden: {
    tone: "danger",
    title: "Your role does not allow this",
    text: "Only admins and owners change anything. An owner can give you another role.",
  },
  not_ready: {
    tone: "warning",
    title: "The keeper cannot do this right now",
    text: "It is starting, stopping, or cannot reach its database or sealing keys. Nothing was sent to Xero. Try again in a moment; the log says more.",
  },
  copied_database: {
    tone: "danger",
    title: "This database is a copy",
    text: "Another installation holds it, so nothing was sent to Xero. An owner can take over, if that one no longer runs.",
  },
  taken_over: {
    tone: "success",
    title: "Taken over",
    text: "From now on this installation keeps the connections alive.",
  },
  not_a_copy: {
    tone: "info",
    title: "There is nothing to take over",
    text: "This installation holds its database. Somebody may have taken over just now.",
  },
  keeper_unreachable: {
    tone: "danger",
    title: "The keeper does not answer",
    text: "It may be restarting. Whether anything was done is not known: look at the status in a moment before you try again.",
  },
}

const UNTOLD: Record<"disconnected" | "revoked", Answer> = {
  disconnected: {
    tone: "warning",
    title: "Removed here, but Xero could not be told",
    text: "No sign-in that works here reaches it, so Xero may still list the connection. To end it there too, disconnect Tenantry's app in Xero under Settings, Connected apps.",
  },
  revoked: {
    tone: "warning",
    title: "Ended here, but Xero could not be told",
    text: "No sign-in that works here reaches it, so Xero may still list the connections. To end them there too, disconnect Tenantry's app in Xero under Settings, Connected apps.",
  },
}

const TROUBLES: Record<XeroTrouble, Answer> = {
  not_sent: {
    tone: "warning",
    title: "Xero could not be reached",
    text: "Nothing was sent. Check this machine's way to the internet, or try again later.",
  },
  unknown: {
    tone: "warning",
    title: "Xero gave no usable answer",
    text: "Nothing is lost: Tenantry asks again by itself and shows the result here.",
  },
  throttled: {
    tone: "info",
    title: "Xero asks to slow down",
    text: "Nothing is wrong with the organisation. Try again in a few minutes.",
  },
  app_fault: {
    tone: "danger",
    title: "Xero refuses this app's client id or secret",
    text: "This concerns the configuration, not the organisation. An owner must correct XERO_CLIENT_ID or XERO_CLIENT_SECRETS.",
  },
  protocol: {
    tone: "danger",
    title: "Xero's answer lacked what it must hold",
    text: "What was usable is kept. If it stays so, the log says more.",
  },
}

type Outcome =
  | OperationOutput<
      Exclude<
        OperationName,
        "startConsent" | "completeConsent" | AlertOperationName | ServiceOperationName
      >
    >
  | Unreachable
type Unreachable = { kind: "keeper_unreachable" }
type PlainKind = Exclude<Outcome["kind"], "xero_trouble" | "waiting" | "offer_over">
export type Answer = {
  tone: "success" | "info" | "warning" | "danger"
  title: string
  text: string
}
