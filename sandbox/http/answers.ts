import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http"
import type { Socket } from "node:net"

/** A request with its whole body, so that it can be carried out even if the client is gone. */
export type SandboxRequest = {
  method: string
  url: URL
  headers: IncomingHttpHeaders
  body: string
  socket: Socket
}

/** The answer; `cut` destroys the connection instead. */
export type SandboxAnswer =
  | { kind: "answer"; status: number; headers: OutgoingHttpHeaders; body: string }
  | { kind: "cut" }

export type Answerer = (request: SandboxRequest) => SandboxAnswer | Promise<SandboxAnswer>

export function jsonAnswer(
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): SandboxAnswer {
  const contentType = { "content-type": "application/json; charset=UTF-8" }
  return {
    kind: "answer",
    status,
    headers: { ...contentType, ...headers },
    body: JSON.stringify(body),
  }
}

/** A page; like Xero's, it cannot be framed (docs/xero.md §1.3). */
export function htmlAnswer(status: number, body: string): SandboxAnswer {
  return { kind: "answer", status, headers: PAGE_HEADERS, body }
}

export function emptyAnswer(status: number, headers: OutgoingHttpHeaders = {}): SandboxAnswer {
  return { kind: "answer", status, headers, body: "" }
}

export function redirectAnswer(location: string, headers: OutgoingHttpHeaders = {}): SandboxAnswer {
  return emptyAnswer(303, { location, "cache-control": "no-store", ...headers })
}

export function notFoundAnswer(): SandboxAnswer {
  return jsonAnswer(404, { error: "not_found" })
}

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
}
