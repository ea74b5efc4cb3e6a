import type { BannerTone } from "@/app/_ui/content/banner"
import { UNTOLD } from "@/app/_words/ending-answers"
import { REFUSAL_BANNERS } from "@/app/_words/refusal-text"
import { danger, info, warning } from "@/app/_words/told"
import { TROUBLE_HEADS } from "@/app/_words/trouble-text"
import { type XeroTrouble, xeroTrouble } from "@/lib/contract/outcomes"

/**
 * Why a consent could not be started or completed (`?problem=…`) in words; null where there is no problem. `codeCame`: Xero
 * had sent a code, so it may list a connection of which nothing is known here, and looking helps.
 */
export function problemText(problem: unknown, codeCame = false): ProblemText | null {
  if (typeof problem !== "string" || problem === "") return null
  const text = (Object.hasOwn(PROBLEMS, problem) ? PROBLEMS[problem] : null) ?? UNKNOWN_PROBLEM
  return codeCame ? { ...text, mayBeConnected: MAY_BE_CONNECTED } : text
}

const MAY_BE_CONNECTED =
  "If you allowed access at Xero, Xero may list the organisation as connected all the same. Check now asks Xero."

const AGAIN = "Nothing has changed here. Press Connect Xero or Reconnect to start again."
const UNKNOWN_PROBLEM: Problem = {
  tone: "warning",
  title: "The consent could not be completed",
  text: "The list shows what is connected. Press Connect Xero or Reconnect to start again.",
}

/** How an offer ended. Its own banner is gone, so the list shows this. */
export const OFFER_ENDS = {
  offer_kept: info(
    "Already kept",
    "Someone has already kept these organisations. To disconnect one, press Disconnect on its page.",
  ),
  offer_undone: info("Already undone", "Someone has already undone this."),
  offer_overtaken: info(
    "Nothing left to decide",
    "A later consent has connected these organisations, or Xero no longer lists them. Nothing has changed now. The list shows what is connected.",
  ),
  offer_untold: { ...UNTOLD.disconnected, title: "Undone here, but not in Xero" },
} satisfies Record<string, Problem>

const TROUBLES: Record<XeroTrouble, string> = {
  not_sent: "Nothing was sent. Check this server's internet connection, or try again later.",
  unknown: "Nothing was started. Try again in a few minutes.",
  throttled: "Nothing was started. Try again in a few minutes.",
  app_fault:
    "An owner must correct it under Settings → Xero apps or, for the environment's app, in XERO_CLIENT_ID and XERO_CLIENT_SECRETS. The organisation is not the cause.",
  protocol: "Nothing was started. If this happens again, the log says more.",
}

// The kinds of ConsentProblem, and the outcomes of startConsent other than a start.
const PROBLEMS: Record<string, Problem> = {
  ...OFFER_ENDS,
  state_missing: warning(
    "This is not an answer from Xero",
    `The address lacks the values that Xero adds after a consent. ${AGAIN}`,
  ),
  state_unknown: warning(
    "Unknown consent",
    `This answer does not belong to a consent that started here. It may be an old address from the browser's history. ${AGAIN}`,
  ),
  value_twice: warning(
    "This is not an answer from Xero",
    `The address holds a value twice. Xero never sends that, so Tenantry did not use it. ${AGAIN}`,
  ),
  other_issuer: danger(
    "This answer does not come from Xero",
    `It names a sender that Tenantry did not ask, so its code was not used. ${AGAIN}`,
  ),
  state_expired: warning(
    "The consent took longer than ten minutes",
    "For security, a consent must be finished within ten minutes, so Tenantry did not use this one. Press Connect Xero or Reconnect to start again.",
  ),
  other_browser: warning(
    "The consent was started in another browser",
    "Only the browser that started it can complete it, so nothing has changed here. Finish it there, or start again here.",
  ),
  other_member: warning(
    "The consent was started by another member",
    "Only the member who started it can complete it, so nothing has changed here. Sign in as that member, or start again.",
  ),
  signed_out: warning(
    "Nobody was signed in when Xero answered",
    `Tenantry did not use the answer. ${AGAIN}`,
  ),
  came_again: warning(
    "Xero answered this consent a second time",
    "Tenantry completes a second answer only within ten minutes and in the same browser, so this one was not used.",
  ),
  checking: info(
    "Asking Xero about every sign-in",
    "Whatever Xero lists for a sign-in that works here appears in the list within a minute.",
  ),
  nothing_to_check: info(
    "There is no sign-in to ask Xero with",
    "Press Connect Xero to start again.",
  ),
  vault_not_ready: danger(
    "The sealing keys do not work, so nothing was fetched from Xero",
    "The keeper could not verify its sealing keys. The log says more. Start again once this is fixed.",
  ),
  not_found: warning(
    "Organisation not found",
    "Nothing was started. The list shows all organisations that Tenantry knows.",
  ),
  forbidden: danger(
    "Your role does not allow this",
    "Only admins and owners can connect organisations. An owner can give you another role.",
  ),
  not_ready: warning(
    "The keeper is not ready",
    "It is starting or stopping, or cannot reach its database or sealing keys. Nothing was sent to Xero. Try again in a moment.",
  ),
  ...REFUSAL_BANNERS,
  keeper_unreachable: danger(
    "The keeper gave no answer",
    "It may be restarting. If you have already consented in Xero, the consent may still be completed: check the list in a minute before you connect again.",
  ),
  keeper_failed: danger(
    "The keeper failed at this",
    "Its log says why. If you have already consented in Xero, the consent may still be completed: check the list in a minute before you connect again.",
  ),
  xero_trouble: warning(
    "Xero could not be asked",
    "Nothing was started. Try again in a few minutes.",
  ),
  ...Object.fromEntries(
    xeroTrouble.options.map((one) => [one, { ...TROUBLE_HEADS[one], text: TROUBLES[one] }]),
  ),
}

type Problem = {
  tone: BannerTone
  title: string
  text: string
}
type ProblemText = Problem & { mayBeConnected?: string }
