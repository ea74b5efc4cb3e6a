import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import { MACHINE_TEXTS, REFUSALS, type Refusal } from "@/web/words/refusals"
import { isMachinePath, machineRefusal } from "./machine"
import { fixedHeaders, type WebSite } from "./policy"

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
export type Form = { headers: Record<string, string | number>; body: string }
