/** Set by the web server on every request that reaches a page or route, after it has removed what came from outside. */
export const INTERNAL_HEADERS = {
  /** The client's address. */
  address: "tenantry-address",
  /** Path and query as asked for. */
  path: "tenantry-path",
  /** The token in the address of a link. */
  linkToken: "tenantry-link-token",
  /** The id of this request, in events and in the log. */
  requestId: "tenantry-request",
} as const
