/** What a link is for. `connect`: an organisation that is new here; the others name one. */
export const LINK_PURPOSES = ["connect", "reconnect", "second_authoriser", "wider_scopes"] as const

/** How a link stands, in the order of its life; prisma/views/link-standing.sql derives it. */
export const LINK_STANDINGS = [
  "made",
  "sent",
  "opened",
  "at_xero",
  "failed",
  "declined",
  "expired",
  "done",
  "withdrawn",
] as const

export const LONGEST_NOTE = 500
/** That are typed for one campaign. */
export const MOST_ADDRESSES = 100
export const MOST_DAYS = 30
export const USUAL_DAYS = 7

export type LinkPurpose = (typeof LINK_PURPOSES)[number]
export type LinkStandingWord = (typeof LINK_STANDINGS)[number]
