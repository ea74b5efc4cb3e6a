import { QUESTIONED_IN_DOUBT } from "@/app/_words/copy-text"
import { AUTHORISER_ANSWERS, UNTOLD } from "@/app/_words/ending-answers"
import { OFFER_ENDS } from "@/app/_words/problem-text"
import { REFUSAL_BANNERS } from "@/app/_words/refusal-text"
import { danger, info, success, warning } from "@/app/_words/told"
import { TROUBLE_HEADS } from "@/app/_words/trouble-text"
import type { OperationOutput } from "@/lib/contract/operations"
import type { XeroTrouble } from "@/lib/contract/outcomes"
import { formatRelative } from "@/lib/format"
import type { NoAnswer } from "@/web/ask-keeper"

/** The keeper's answer to a member's request in words: what happened, and what to do next. */
export function answerOf(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case "xero_trouble":
      return { ...TROUBLE_HEADS[outcome.trouble], text: TROUBLES[outcome.trouble] }
    case "waiting":
      return waiting(outcome.retryAt)
    case "questioned":
      return outcome.isDoubtful ? QUESTIONED_IN_DOUBT : PLAIN.questioned
    case "offer_over":
      return OFFER_ENDS[`offer_${outcome.decision}`]
    case "decided":
      return outcome.toldXero ? PLAIN.decided : OFFER_ENDS.offer_untold
    case "disconnected":
    case "removed":
    case "revoked":
      return outcome.toldXero ? PLAIN[outcome.kind] : UNTOLD[outcome.kind]
    default:
      return PLAIN[outcome.kind]
  }
}

/** The same for requests that end something in Xero. Tenantry does not repeat those by itself, so the member has to. */
export function answerOfEnding(outcome: Outcome): Answer {
  const answer = answerOf(outcome)
  if (outcome.kind !== "xero_trouble" || outcome.trouble !== "unknown") return answer
  return {
    ...answer,
    text: "Nothing changed here, but Xero may have done it. Press the button again later.",
  }
}

function waiting(retryAt: string | null): Answer {
  const when = retryAt === null ? "in a moment" : formatSoon(new Date(retryAt))
  const text = `Tenantry asks Xero again ${when}. This page will show the result.`
  return { tone: "info", title: "A refresh is already running", text }
}

function formatSoon(at: Date): string {
  const seconds = Math.ceil((at.getTime() - Date.now()) / 1000)
  if (seconds < 2) return "in a moment"
  return seconds < 90 ? `in ${seconds} seconds` : formatRelative(at, new Date())
}

const PLAIN: Record<PlainKind, Answer> = {
  refreshed: success(
    "Refreshed",
    "Xero issued new tokens. The sign-in is valid for another 60 days.",
  ),
  questioned: warning(
    "Xero refused the refresh once",
    "One refusal does not mean that the sign-in has ended. Tenantry asks again within a few minutes, and this page will show the result. You do not need to do anything.",
  ),
  shut: danger(
    "The stored sign-in cannot be opened",
    "What is stored was changed, or the key that sealed it is missing from VAULT_KEYS. Nothing was sent to Xero. Put the key back, or reconnect.",
  ),
  listed: success("Checked", "The sign-in works, and Xero lists this organisation as connected."),
  not_listed: warning(
    "Xero does not list this organisation",
    "Someone disconnected it in Xero, the Xero user lost access to it, or its custom connection now reaches another organisation. Reconnect, or consent again in Xero, to add it again.",
  ),
  reconnect_needed: warning(
    "This organisation must be reconnected",
    "Its sign-in has ended, so Tenantry can no longer ask Xero about it. Press Reconnect.",
  ),
  handed_over: info(
    "Handed over to another installation",
    "Nothing was sent to Xero. This sign-in now belongs to the other installation, which has claimed it or still can.",
  ),
  no_consent: warning(
    "Nobody has consented in Xero",
    "Xero gives this custom connection no token. Have its named person consent in the e-mail from Xero, or open the app in Xero's developer portal to send it again. Tenantry asks Xero every few minutes.",
  ),
  other_app: warning(
    "This consent's Xero app cannot be used",
    "That app was removed here, so the organisation is paused and nothing was sent to Xero. Press Reconnect to consent through another app.",
  ),
  partly_done: warning(
    "Partly done",
    "Some connections are ended here and in Xero. The rest could not be ended in Xero and are unchanged. Press the button again later.",
  ),
  undo_running: info(
    "Undo is already running",
    "Another member has just pressed Undo. Look again in a moment. If it fails, you can decide then.",
  ),
  disconnected: success(
    "Disconnected",
    "Xero ended the connection. Services can no longer access this organisation. Its history stays here.",
  ),
  revoked: success(
    "Consent revoked",
    "Xero ended the consent and every connection that it covered.",
  ),
  ...AUTHORISER_ANSWERS,
  decided: success("Done", "Your decision has been carried out."),
  not_found: warning(
    "Nothing left to do here",
    "Someone else has ended or removed it in the meantime, so nothing has changed.",
  ),
  forbidden: danger(
    "Your role does not allow this",
    "Only admins and owners can make changes. An owner can give you another role.",
  ),
  ...REFUSAL_BANNERS,
  not_ready: warning(
    "The keeper cannot do this right now",
    "It is starting or stopping, or cannot reach its database or sealing keys. Nothing was sent to Xero. Try again in a moment. The log says more.",
  ),
  taken_over: success("Taken over", "Tenantry now asks Xero again."),
  not_a_copy: info("Nothing to take over", "This database is not a copy."),
  keeper_unreachable: danger(
    "The keeper gave no answer",
    "It may be restarting. Your request may still have been carried out, so check the status in a moment before you try again.",
  ),
  keeper_failed: danger(
    "The keeper failed at this",
    "Its log says why. Your request may have been carried out, so check the status before you try again.",
  ),
}

const TROUBLES: Record<XeroTrouble, string> = {
  not_sent: "Nothing was sent. Check this server's internet connection, or try again later.",
  unknown: "Tenantry asks again by itself and shows the result here.",
  throttled: "Nothing is wrong with the organisation. Try again in a few minutes.",
  app_fault:
    "The configuration is wrong, not the organisation. An owner must correct it under Settings → Xero apps or, for the environment's app, in XERO_CLIENT_ID and XERO_CLIENT_SECRETS.",
  protocol: "Tenantry kept the usable part. If this happens again, the log says more.",
}

type Outcome =
  | OperationOutput<
      | "decideOffer"
      | "replaceAuthoriser"
      | "removeAuthoriser"
      | "preferAuthoriser"
      | "refreshGrant"
      | "checkTenant"
      | "disconnectTenant"
      | "revokeGrant"
      | "takeOver"
    >
  | NoAnswer
type PlainKind = Exclude<Outcome["kind"], "xero_trouble" | "waiting" | "offer_over">
export type Answer = {
  kind?: "sudo_needed"
  tone: "success" | "info" | "warning" | "danger"
  title: string
  text: string
}
