import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import { MACHINE_TEXTS, REFUSALS, type Refusal, SENT_TEXTS } from "@/web/words/refusals"
import { isMachinePath, machineRefusal } from "./machine"
import { fixedHeaders, type WebSite } from "./policy"

const LOOK_AGAIN_IN_SECONDS = 5
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
  response.isRefused = true
  const { headers, body } = formOf(refusal, response)
  response.writeHead(REFUSALS[refusal][0], headers)
  response.end(response.req.method === "HEAD" ? undefined : body)
}

/** That form for what was asked: its headers and its text. */
export function formOf(refusal: Refusal, { req, nonce, appUrl }: Omit<Asked, "isRefused">): Form {
  const { url = "" } = req
  if (isMachinePath(url)) return machineFormOf(refusal, { url, appUrl })
  const [type, body] = bodyOf(refusal, req, nonce)
  return {
    body,
    headers: {
      "content-type": type,
      "content-length": Buffer.byteLength(body),
      ...(refusal === "database_away" && { "retry-after": LOOK_AGAIN_IN_SECONDS }),
      ...(refusal === "method_not_allowed" && { allow: "GET, HEAD, POST" }),
    },
  }
}

function bodyOf(refusal: Refusal, req: IncomingMessage, nonce: string): [string, string] {
  const [, title, text] = REFUSALS[refusal]
  const said = { title, text: (req.method === "POST" && SENT_TEXTS[refusal]) || text }
  // An action of a page shows what it gets as text, and only where the type is exactly this.
  if (refusal in SENT_TEXTS && req.headers["next-action"] !== undefined)
    return ["text/plain", `${said.title}. ${said.text}`]
  if (!wantsPage(req.url ?? "", req.headers.accept ?? ""))
    return ["application/json", json(refusal)]
  const looksAgain = refusal === "database_away" && req.method === "GET"
  return ["text/html; charset=utf-8", page(said, { nonce, looksAgain })]
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
  const detail = refusal in SENT_TEXTS ? MACHINE_TEXTS[refusal] : undefined
  return JSON.stringify({ error: refusal, detail })
}

function page({ title, text }: Said, { nonce, looksAgain }: PageOptions): string {
  const again = looksAgain ? `<meta http-equiv="refresh" content="${LOOK_AGAIN_IN_SECONDS}">\n` : ""
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${again}<title>${title} · Tenantry</title>
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

type Said = { title: string; text: string }
/** `looksAgain`: the browser asks again by itself. */
type PageOptions = { nonce: string; looksAgain: boolean }
/** What a form depends on: the request, and what its answer knows of the site. */
type Asked = { req: IncomingMessage; nonce: string; appUrl: string; isRefused: boolean }
export type Form = { headers: Record<string, string | number>; body: string }
