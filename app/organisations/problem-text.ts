import type { BannerTone } from "@/app/_ui/content/banner"

/** Why a consent could not be started or taken up again (`?problem=…`), in words; null for none. */
export function problemText(problem: unknown): Problem | null {
  if (typeof problem !== "string" || problem === "") return null
  return PROBLEMS[problem] ?? UNKNOWN_PROBLEM
}

const AGAIN = "Nothing was changed. Press Connect Xero, or Reconnect, to begin anew."
const UNKNOWN_PROBLEM: Problem = {
  tone: "warning",
  title: "The consent could not be completed",
  text: AGAIN,
}

/** How an offer ended that nobody sees any more; its banner is gone with it. */
export const OFFER_ENDS = {
  offer_kept: {
    tone: "info",
    title: "Kept already",
    text: "What came with that sign-in was kept before. To end that, press Disconnect on the organisation's page.",
  },
  offer_undone: {
    tone: "info",
    title: "Undone already",
    text: "What came with that sign-in was undone before.",
  },
  offer_overtaken: {
    tone: "info",
    title: "Nothing was left to decide",
    text: "Since then a later consent connected what came with that sign-in, or Xero lists it no longer. Nothing was changed now; the list shows what is connected.",
  },
  offer_untold: {
    tone: "warning",
    title: "Undone here, but Xero could not be told",
    text: "No sign-in that works here reaches it, so Xero may still list the connection. To end it there too, disconnect Tenantry's app in Xero under Settings, Connected apps.",
  },
} satisfies Record<string, Problem>

// The kinds of ConsentProblem, and the ways in which startConsent does not start.
const PROBLEMS: Record<string, Problem> = {
  ...OFFER_ENDS,
  state_missing: {
    tone: "warning",
    title: "This was no answer from Xero",
    text: `The address lacks what Xero sends back after a consent. ${AGAIN}`,
  },
  state_unknown: {
    tone: "warning",
    title: "This consent is not known here",
    text: `The answer does not belong to any consent that was started here; perhaps it is an old address from the browser's history. ${AGAIN}`,
  },
  state_expired: {
    tone: "warning",
    title: "The consent took longer than ten minutes",
    text: `For safety an unfinished consent is given up after ten minutes. ${AGAIN}`,
  },
  other_browser: {
    tone: "warning",
    title: "The consent was started in another browser",
    text: "It can only be completed in the browser that started it. Finish it there, or begin anew here.",
  },
  other_member: {
    tone: "warning",
    title: "The consent was started by another member",
    text: "It can only be completed by the member who started it. Sign in as that member, or begin anew.",
  },
  still_running: {
    tone: "info",
    title: "The consent is still being completed",
    text: "Xero is slow to answer. Look at the list in a moment, before you connect again.",
  },
  vault_not_ready: {
    tone: "danger",
    title: "The sealing keys do not work, so nothing was taken from Xero",
    text: "The keeper could not prove its sealing keys. The log says more. Once it is mended, begin anew.",
  },
  not_found: {
    tone: "warning",
    title: "There is no such organisation",
    text: "Nothing was started. The list shows what is known here.",
  },
  forbidden: {
    tone: "danger",
    title: "Your role does not allow this",
    text: "Only admins and owners connect organisations. An owner can give you another role.",
  },
  not_ready: {
    tone: "warning",
    title: "The keeper is not ready",
    text: "It is starting, stopping, or cannot reach its database or sealing keys. Nothing was sent to Xero. Try again in a moment.",
  },
  copied_database: {
    tone: "danger",
    title: "This database is a copy",
    text: "Another installation holds it, so nothing was sent to Xero. An owner can take over, if that one no longer runs.",
  },
  keeper_unreachable: {
    tone: "danger",
    title: "The keeper does not answer",
    text: "It may be restarting. A consent that was given at Xero may still be completed: look at the list in a minute before you connect again. If the keeper stays away, look at its log.",
  },
  xero_trouble: {
    tone: "warning",
    title: "Xero could not be asked",
    text: "Nothing was started. Try again in a few minutes.",
  },
  not_sent: {
    tone: "warning",
    title: "Xero could not be reached",
    text: "Nothing was sent. Check this machine's way to the internet, or try again later.",
  },
  unknown: {
    tone: "warning",
    title: "Xero gave no usable answer",
    text: "Nothing was started. Try again in a few minutes.",
  },
  throttled: {
    tone: "info",
    title: "Xero asks to slow down",
    text: "Nothing was started. Try again in a few minutes.",
  },
  app_fault: {
    tone: "danger",
    title: "Xero refuses this app's client id or secret",
    text: "An owner must correct XERO_CLIENT_ID or XERO_CLIENT_SECRETS and start again. No organisation is at fault.",
  },
  protocol: {
    tone: "danger",
    title: "Xero's answer lacked what it must hold",
    text: "Nothing was started. If it stays so, the log says more.",
  },
}

type Problem = { tone: BannerTone; title: string; text: string }
