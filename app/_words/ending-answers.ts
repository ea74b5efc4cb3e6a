/** What became of a change to the authorisers of an organisation, by the kind of the keeper’s answer. */
export const AUTHORISER_ANSWERS = {
  removed: {
    tone: "success",
    title: "Authoriser removed",
    text: "Xero ended this connection. The other authorisers serve the organisation.",
  },
  only_authoriser: {
    tone: "warning",
    title: "No other authoriser works",
    text: "Without this one, services would get no access tokens. Add another authoriser first, or disconnect the organisation.",
  },
  preferred: {
    tone: "success",
    title: "Order changed",
    text: "This authoriser comes first now, and is used as long as the sign-in works.",
  },
  not_replaced: {
    tone: "warning",
    title: "Added, but the earlier authoriser is still there",
    text: "Xero did not end the earlier connection. Both serve the organisation now. Remove the earlier authoriser on the organisation’s page later.",
  },
} as const

/** What ended here and not in Xero. */
export const UNTOLD = {
  removed: {
    tone: "warning",
    title: "Removed here, but not in Xero",
    text: "This authoriser’s sign-in no longer works, so Xero may still list and count the connection. To end it there too, the Xero user disconnects Tenantry’s app under Settings, Connected apps in Xero.",
  },
  disconnected: {
    tone: "warning",
    title: "Removed here, but not in Xero",
    text: "No working sign-in reaches this organisation, so Xero may still list the connection. To end it there too, open Settings, Connected apps in Xero and disconnect Tenantry's app.",
  },
  revoked: {
    tone: "warning",
    title: "Ended here, but not in Xero",
    text: "The sign-in no longer works, so Xero may still list the connections. To end them there too, open Settings, Connected apps in Xero and disconnect Tenantry's app.",
  },
} as const
