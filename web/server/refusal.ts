import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import { isMachinePath, machineRefusal } from "./machine"
import { fixedHeaders, type WebSite } from "./policy"

const REFUSALS = {
  malformed_request: [400, "That request could not be read", "Go back and try again."],
  cross_site_request: [
    403,
    "That request did not come from this site",
    "Open Tenantry at its own address and try again from there.",
  ],
  forbidden: [403, "Your role does not allow this", "An owner can give you another role."],
  not_found: [404, "There is nothing here", "Check the address, or go to the start page."],
  method_not_allowed: [405, "That is not possible here", "Go back and try again."],
  timed_out: [408, "That request took too long to arrive", "Try again."],
  too_large: [413, "That is too much to send at once", "The limit is 1 MB."],
  expectation_failed: [417, "That request could not be read", "Go back and try again."],
  headers_too_large: [431, "That request could not be read", "Clear this site's cookies."],
  unexpected: [500, "Something went wrong here", "Try again; the server's log says more."],
} as const

const OF_STATUS: Partial<Record<number, Refusal>> = {
  400: "malformed_request",
  403: "forbidden",
  404: "not_found",
  405: "method_not_allowed",
  413: "too_large",
}

/** What stands in for an error that came without a page or JSON of its own; null where there is none. */
export function refusalOf(status: number): Refusal | null {
  return OF_STATUS[status] ?? (status >= 500 ? "unexpected" : null)
}

/** Answers in the app's own small form: `{"error":…}` for machines, a plain page for people; never more than that. */
export function refuse(response: Asked & ServerResponse<IncomingMessage>, refusal: Refusal): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  const { headers, body } = formOf(refusal, response)
  response.writeHead(REFUSALS[refusal][0], headers)
  response.end(response.req.method === "HEAD" ? undefined : body)
}

/** That form for what was asked: its headers and its text. */
export function formOf(refusal: Refusal, { req, nonce, appUrl }: Asked): Form {
  const { url = "" } = req
  if (isMachinePath(url)) return machineFormOf(refusal, { url, appUrl })
  const isPage = wantsPage(url, req.headers.accept ?? "")
  const body = isPage ? page(refusal, nonce) : json(refusal)
  return {
    body,
    headers: {
      "content-type": isPage ? "text/html; charset=utf-8" : "application/json",
      "content-length": Buffer.byteLength(body),
      ...(refusal === "method_not_allowed" && { allow: "GET, HEAD, POST" }),
    },
  }
}

function machineFormOf(refusal: Refusal, address: { url: string; appUrl: string }): Form {
  const [status, title] = REFUSALS[refusal]
  const text = MACHINE_TEXTS[refusal] ?? `${title}.`
  const { type, body, allow } = machineRefusal(address, status, text)
  return {
    body,
    headers: {
      "content-type": type,
      "content-length": Buffer.byteLength(body),
      ...(refusal === "method_not_allowed" && { allow }),
    },
  }
}

const MACHINE_TEXTS: Partial<Record<Refusal, string>> = {
  method_not_allowed: "This method is not allowed here.",
  too_large: "The limit of a request's body is 64 KB.",
  headers_too_large: "The limit of a request's headers is 16 KB.",
}

/**
 * The same for a request that Node could not even parse: the whole answer as text, connection closed. `url` is empty where
 * not even that could be read.
 */
export function rawRefusal(site: WebSite, refusal: Refusal, url: string): string {
  const { appUrl } = site
  const form = isMachinePath(url) ? machineFormOf(refusal, { url, appUrl }) : jsonForm(refusal)
  const headers = {
    ...fixedHeaders(site, "none"),
    "cache-control": "private, no-store",
    ...form.headers,
    connection: "close",
  }
  const [status] = REFUSALS[refusal]
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${form.body}`
}

function jsonForm(refusal: Refusal): Form {
  const body = json(refusal)
  const length = Buffer.byteLength(body)
  return { body, headers: { "content-type": "application/json", "content-length": length } }
}

function wantsPage(url: string, accept: string): boolean {
  return accept.includes("text/html") && !/^\/(api|oauth)\//.test(url)
}

function json(refusal: Refusal): string {
  return JSON.stringify({ error: refusal })
}

function page(refusal: Refusal, nonce: string): string {
  const [, title, text] = REFUSALS[refusal]
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

/** What a form depends on: the request, and what its answer knows of the site. */
type Asked = { req: IncomingMessage; nonce: string; appUrl: string }
export type Refusal = keyof typeof REFUSALS
export type Form = { headers: Record<string, string | number>; body: string }
