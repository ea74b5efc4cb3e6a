import type { ReactNode } from "react"
import type { BannerTone } from "@/app/_ui/content/banner"
import type { XeroTrouble } from "@/lib/contract/outcomes"

/** Outcomes of a consent whose words need no names. */
export const PLAIN: Record<PlainKind, ConsentText> = {
  cancelled: {
    tone: "info",
    title: "Cancelled at Xero",
    body: <p>This consent has changed nothing. You can connect again at any time.</p>,
  },
  code_refused: {
    tone: "warning",
    title: "Xero refused the code it had just given",
    body: (
      <p>
        A code works once and for five minutes. Nothing was stored, but Xero may list the
        organisation as connected all the same. Connect again, without leaving Xero’s page open in
        between.
      </p>
    ),
  },
  app_removed: {
    tone: "warning",
    title: "Its Xero app was removed here in the meantime",
    body: (
      <p>
        Nothing was stored, but Xero may list the organisation as connected all the same. Connect
        again: this time the consent goes through an app that is still here.
      </p>
    ),
  },
  link_over: {
    tone: "info",
    title: "The link was used up",
    body: <p>Another visitor was quicker, or the link ended. This consent has changed nothing.</p>,
  },
  interrupted: {
    tone: "warning",
    title: "The consent was interrupted",
    body: (
      <p>
        A minute has passed, and Xero’s tokens are not stored: Tenantry was probably stopped at the
        wrong moment. Xero may list the organisation as connected all the same. Connect again.
      </p>
    ),
  },
}

const GOES_ON = "It goes on by itself, even when you close this page. The result appears here."

/** How far a consent is that is not over. */
export const RUNNING: Record<"asking" | "judging" | "listing", ConsentText> = {
  asking: {
    tone: "info",
    title: "Step 1 of 3: getting the tokens from Xero",
    body: <p>{GOES_ON}</p>,
  },
  judging: {
    tone: "info",
    title: "Step 2 of 3: finding out who consented",
    body: <p>Xero’s answer is stored. {GOES_ON}</p>,
  },
  listing: {
    tone: "info",
    title: "Step 3 of 3: reading the list of organisations",
    body: <p>The sign-in is stored. {GOES_ON}</p>,
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
        The Xero user consented, but Xero does not accept the app’s client id or secret. An owner
        must correct it under Settings → Xero apps or, for the environment’s app, in XERO_CLIENT_ID
        and XERO_CLIENT_SECRETS. Then connect again. The organisation is not the cause.
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

type PlainKind = "app_removed" | "cancelled" | "code_refused" | "link_over" | "interrupted"
export type ConsentText = { tone: BannerTone; title: ReactNode; body: ReactNode }
