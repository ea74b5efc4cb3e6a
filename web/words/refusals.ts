/** What the web server answers where no page does: status, title, and what to do. */
export const REFUSALS = {
  malformed_request: [400, "The request could not be read", "Go back and try again."],
  cross_site_request: [
    403,
    "The request did not come from this site",
    "Open Tenantry at its own address and try again from there.",
  ],
  forbidden: [403, "Your role does not allow this", "An owner can give you another role."],
  not_found: [404, "Page not found", "Check the address, or go to the start page."],
  method_not_allowed: [405, "This method is not allowed here", "Go back and try again."],
  timed_out: [408, "The request took too long to arrive", "Try again."],
  too_large: [413, "The request is too large", "The limit is 1 MB."],
  expectation_failed: [417, "The request could not be read", "Go back and try again."],
  headers_too_large: [431, "The request headers are too large", "Clear this site's cookies."],
  unexpected: [500, "Something went wrong", "Try again. The server's log says more."],
  database_away: [
    503,
    "Tenantry cannot reach its database",
    "There is nothing you need to do. This page looks again every few seconds, and organisations stay connected. If it lasts, tell whoever runs Tenantry.",
  ],
} as const

/** What whoever sent something reads instead, where it differs. */
export const SENT_TEXTS: Partial<Record<Refusal, string>> = {
  database_away:
    "What you sent may not have been saved. Wait a minute, then look whether it was, and send it again if not. If it lasts, tell whoever runs Tenantry.",
}

/** What machines read instead, where it differs. */
export const MACHINE_TEXTS: Partial<Record<Refusal, string>> = {
  not_found: "There is nothing at this address. Check how it is spelled.",
  too_large: "A request's body can be at most 64 KB, or 2 MB for an import.",
  database_away: "Tenantry cannot reach its database. Try again in a few seconds.",
  headers_too_large: "The limit of a request's headers is 16 KB.",
}

export type Refusal = keyof typeof REFUSALS
