import type { ReactNode } from "react"
import type { BannerTone } from "@/app/_ui/content/banner"
import { info, warning } from "@/app/_words/told"
import { TROUBLE_HEADS } from "@/app/_words/trouble-text"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** An outcome of a consent whose words need no names. */
export function plainEnd(kind: keyof typeof PLAIN): ConsentText {
  const { text, ...head } = PLAIN[kind]
  return { ...head, body: <p>{text}</p> }
}

/** How far a consent is that is not over. */
export function runningText(step: keyof typeof RUNNING): ConsentText {
  const { title, text } = RUNNING[step]
  return { tone: "info", title, body: <p>{text}</p> }
}

/** Why Tenantry got no tokens from Xero. */
export function troubleEnd(trouble: XeroTrouble): ConsentText {
  const { title } = TROUBLE_HEADS[trouble]
  return { tone: "warning", title, body: <p>{TROUBLES[trouble]}</p> }
}

const PLAIN = {
  cancelled: info(
    "Cancelled at Xero",
    "This consent has changed nothing. You can connect again at any time.",
  ),
  code_refused: warning(
    "Xero refused the code in this answer",
    "A code works once, for five minutes, and only for the consent that it was given for. Nothing was stored, but Xero may list the organisation as connected all the same. Connect again, without leaving Xero’s page open in between.",
  ),
  app_removed: warning(
    "Its Xero app was removed here in the meantime",
    "Nothing was stored, but Xero may list the organisation as connected all the same. Connect again: this time the consent goes through an app that is still here.",
  ),
  link_over: info(
    "The link was used up",
    "Another visitor was quicker, or the link ended. This consent has changed nothing.",
  ),
  interrupted: warning(
    "The consent was interrupted",
    "A minute has passed, and Xero’s tokens are not stored: Tenantry was probably stopped at the wrong moment. Xero may list the organisation as connected all the same. Connect again.",
  ),
} as const

const GOES_ON = "It goes on by itself, even when you close this page. The result appears here."
const RUNNING = {
  asking: { title: "Step 1 of 3: getting the tokens from Xero", text: GOES_ON },
  judging: {
    title: "Step 2 of 3: finding out who consented",
    text: `Xero’s answer is stored. ${GOES_ON}`,
  },
  listing: {
    title: "Step 3 of 3: reading the list of organisations",
    text: `The sign-in is stored. ${GOES_ON}`,
  },
}

const TROUBLES: Record<XeroTrouble, string> = {
  not_sent:
    "The Xero user consented, but Tenantry could not reach Xero to get the tokens. Nothing was stored. Check this server’s internet connection, then connect again.",
  unknown:
    "The Xero user consented, but Xero failed or took too long to issue the tokens. Nothing was stored. Connect again in a few minutes.",
  throttled: "Nothing was stored. Connect again in a few minutes.",
  app_fault:
    "The Xero user consented, but Xero does not accept the app’s client id or secret. An owner must correct it under Settings → Xero apps or, for the environment’s app, in XERO_CLIENT_ID and XERO_CLIENT_SECRETS. Then connect again. The organisation is not the cause.",
  protocol:
    "The tokens that keep the sign-in alive were missing. Check that the scopes include offline_access, then connect again.",
}

export type ConsentText = { tone: BannerTone; title: ReactNode; body: ReactNode }
