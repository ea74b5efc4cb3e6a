import type { ReactNode } from "react"
import type { BannerTone } from "@/app/_ui/content/banner"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** Ends of a consent that need no names in their words. */
export const PLAIN: Record<PlainKind, Told> = {
  cancelled: {
    tone: "info",
    title: "Cancelled at Xero",
    body: <p>Nothing was changed. You can connect again at any time.</p>,
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
    title: "The consent is being completed",
    body: <p>Xero has answered; this page shows the outcome in a moment.</p>,
  },
  interrupted: {
    tone: "warning",
    title: "The consent was interrupted",
    body: (
      <p>
        Tenantry was stopped while it completed the consent. If the sign-in was stored by then, the
        next check completes it and the organisation appears by itself. If it has not in a few
        minutes, connect again.
      </p>
    ),
  },
}

/** Xero could not be asked for the tokens, or gave nothing usable. */
export const TROUBLES: Record<XeroTrouble, Omit<Told, "tone">> = {
  not_sent: {
    title: "Xero could not be reached",
    body: (
      <p>
        The consent was given, but Xero could not be asked for its tokens. Nothing was stored. Check
        this machine’s way to the internet and connect again.
      </p>
    ),
  },
  unknown: {
    title: "Xero gave no usable answer",
    body: (
      <p>
        The consent was given, but Xero was too slow or failed when asked for its tokens. Nothing
        was stored. Connect again in a few minutes.
      </p>
    ),
  },
  throttled: {
    title: "Xero asks to slow down",
    body: <p>Nothing was stored. Connect again in a few minutes.</p>,
  },
  app_fault: {
    title: "Xero refuses this app’s client secret",
    body: (
      <p>
        The consent was given, but Xero does not accept XERO_CLIENT_ID with XERO_CLIENT_SECRETS. An
        owner must correct them and start again; then connect again. No organisation is at fault.
      </p>
    ),
  },
  protocol: {
    title: "Xero’s answer lacked what it must hold",
    body: (
      <p>
        Tokens to keep the sign-in alive were missing. Check that the scopes include offline_access,
        then connect again.
      </p>
    ),
  },
}

type PlainKind = "cancelled" | "code_refused" | "running" | "interrupted"
export type Told = { tone: BannerTone; title: ReactNode; body: ReactNode }
