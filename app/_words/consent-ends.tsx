import type { ReactNode } from "react"
import type { BannerTone } from "@/app/_ui/content/banner"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** Outcomes of a consent whose words need no names. */
export const PLAIN: Record<PlainKind, ConsentText> = {
  cancelled: {
    tone: "info",
    title: "Cancelled at Xero",
    body: <p>Nothing has changed. You can connect again at any time.</p>,
  },
  code_refused: {
    tone: "warning",
    title: "Xero refused the code it had just given",
    body: (
      <p>
        A code works once and for five minutes. Nothing was stored. Connect again, without leaving
        Xero’s page open in between.
      </p>
    ),
  },
  running: {
    tone: "info",
    title: "Completing the consent",
    body: <p>Xero has answered. This page will show the result in a moment.</p>,
  },
  interrupted: {
    tone: "warning",
    title: "The consent was interrupted",
    body: (
      <p>
        Tenantry stopped while it was completing the consent. If it had already stored the sign-in,
        the organisation appears here within a few minutes. If not, connect again.
      </p>
    ),
  },
}

/** Why Tenantry got no tokens from Xero. */
export const TROUBLES: Record<XeroTrouble, Omit<ConsentText, "tone">> = {
  not_sent: {
    title: "Xero could not be reached",
    body: (
      <p>
        The Xero user consented, but Tenantry could not reach Xero to get the tokens. Nothing was
        stored. Check this server’s internet connection, then connect again.
      </p>
    ),
  },
  unknown: {
    title: "Xero did not give a usable answer",
    body: (
      <p>
        The Xero user consented, but Xero failed or took too long to issue the tokens. Nothing was
        stored. Connect again in a few minutes.
      </p>
    ),
  },
  throttled: {
    title: "Xero is limiting requests",
    body: <p>Nothing was stored. Connect again in a few minutes.</p>,
  },
  app_fault: {
    title: "Xero refuses this app’s client secret",
    body: (
      <p>
        The Xero user consented, but Xero does not accept XERO_CLIENT_ID with XERO_CLIENT_SECRETS.
        Correct them, restart Tenantry, and connect again. The organisation is not the cause.
      </p>
    ),
  },
  protocol: {
    title: "Xero’s answer was incomplete",
    body: (
      <p>
        The tokens that keep the sign-in alive were missing. Check that the scopes include
        offline_access, then connect again.
      </p>
    ),
  },
}

type PlainKind = "cancelled" | "code_refused" | "running" | "interrupted"
export type ConsentText = { tone: BannerTone; title: ReactNode; body: ReactNode }
