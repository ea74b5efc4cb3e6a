import { STATUS_CODES } from "node:http"
import { fixedHeaders, type WebSite } from "./web-policy"
import type { GuardedResponse } from "./web-response"

const REFUSALS = {
  400: ["malformed_request", "That request could not be read", "Go back and try again."],
  403: [
    "cross_site_request",
    "That request did not come from this site",
    "Open Tenantry at its own address and try again from there.",
  ],
  404: ["not_found", "There is nothing here", "Check the address, or go to the start page."],
  405: ["method_not_allowed", "That is not possible here", "Go back and try again."],
  408: ["timed_out", "That request took too long to arrive", "Try again."],
  413: ["too_large", "That is too much to send at once", "The limit is 1 MB."],
  417: ["expectation_failed", "That request could not be read", "Go back and try again."],
  431: ["headers_too_large", "That request could not be read", "Clear this site's cookies."],
  500: ["unexpected", "Something went wrong here", "Try again; the server's log says more."],
} as const

/** Answers in the app's own small form: `{"error":…}` for machines, a plain page for people; never more than that. */
export function refuse(response: GuardedResponse, status: RefusalStatus): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  const isPage = wantsPage(response.req.url ?? "", response.req.headers.accept ?? "")
  const body = isPage ? page(status, response.nonce) : json(status)
  response.setHeader("content-type", isPage ? "text/html; charset=utf-8" : "application/json")
  if (status === 405) response.setHeader("allow", "GET, HEAD, POST")
  response.writeHead(status, { "content-length": Buffer.byteLength(body) })
  response.end(response.req.method === "HEAD" ? undefined : body)
}

/** The same for a request that Node could not even parse: the whole answer as text, connection closed. */
export function rawRefusal(site: WebSite, status: RefusalStatus): string {
  const body = json(status)
  const headers = {
    ...fixedHeaders(site, "none"),
    "cache-control": "private, no-store",
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`
}

function wantsPage(url: string, accept: string): boolean {
  return accept.includes("text/html") && !/^\/(api|oauth)\//.test(url)
}

function json(status: RefusalStatus): string {
  return JSON.stringify({ error: REFUSALS[status][0] })
}

function page(status: RefusalStatus, nonce: string): string {
  const [, title, text] = REFUSALS[status]
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title} · Tenantry</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 32rem; margin: 18vh auto; padding: 0 1.5rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
</style>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="/">Go to Tenantry</a></p>
`
}

export type RefusalStatus = keyof typeof REFUSALS
