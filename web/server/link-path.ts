import type { IncomingMessage } from "node:http"
import { INTERNAL_HEADERS } from "@/web/auth/internal-headers"

const OF_LINKS = "/connect/"
const PAGE = "/connect/link"
const TOKEN = /^[\w-]{43}$/
/** The routes beside the page of a link. */
const ROUTES = new Set(["start", "decline", "opened", "ask-again", "logo"])

/** With these a program would be redirected for ever: the router asks for such a page as browsers do, for all of it. */
const ROUTER_HEADERS = [
  "rsc",
  "next-router-prefetch",
  "next-router-state-tree",
  "next-router-segment-prefetch",
]

/**
 * Takes the token out of the address of a link, so that nothing behind here can log or trace it. An address that cannot be
 * one gets no token, however malformed it is: like an unknown one, it opens nothing. Null for all other addresses.
 */
export function takeLinkToken(request: IncomingMessage): string | null {
  const [path = "", query] = (request.url ?? "").split("?", 2)
  if (!path.startsWith(OF_LINKS)) return null
  const rest = path.slice(OF_LINKS.length)
  if (rest === "" || ROUTES.has(rest)) return null
  const isToken = TOKEN.test(rest)
  request.url = isToken && query !== undefined ? `${PAGE}?${query}` : PAGE
  return isToken ? rest : ""
}

/** Hands it to the page, once the headers from outside are cleaned. */
export function passLinkToken(request: IncomingMessage, token: string | null): void {
  if (token === null) return
  for (const name of ROUTER_HEADERS) delete request.headers[name]
  request.headers[INTERNAL_HEADERS.linkToken] = token
  request.rawHeaders.push(INTERNAL_HEADERS.linkToken, token)
}
