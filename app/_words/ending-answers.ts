import { success, warning } from "@/app/_words/told"

/** What became of a change to the authorisers of an organisation, by the kind of the keeper’s answer. */
export const AUTHORISER_ANSWERS = {
  removed: success(
    "Authoriser removed",
    "Xero ended this connection. Those that are left serve the organisation.",
  ),
  only_authoriser: warning(
    "No other authoriser works",
    "Without this one, services would get no access tokens. Add another authoriser first, or disconnect the organisation.",
  ),
  preferred: success(
    "Order changed",
    "This authoriser comes first now, and is used as long as the sign-in works.",
  ),
  not_replaced: warning(
    "Added, but the earlier authoriser is still there",
    "Xero did not end the earlier connection. Both serve the organisation now. Remove the earlier authoriser on the organisation’s page later.",
  ),
} as const

/** What ended here and not in Xero. */
export const UNTOLD = {
  removed: warning(
    "Removed here, but not in Xero",
    "This authoriser’s sign-in no longer works, so Xero may still list and count the connection. To end it there too, the Xero user disconnects Tenantry’s app under Settings, Connected apps in Xero.",
  ),
  disconnected: warning(
    "Removed here, but not in Xero",
    "No working sign-in reaches this organisation, so Xero may still list the connection. To end it there too, open Settings, Connected apps in Xero and disconnect Tenantry's app.",
  ),
  revoked: warning(
    "Ended here, but not in Xero",
    "The sign-in no longer works, so Xero may still list the connections. To end them there too, open Settings, Connected apps in Xero and disconnect Tenantry's app.",
  ),
} as const
