import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"
import type { Socket } from "node:net"
import { type BodyFacts, bodyText } from "@/keeper/xero/body-text"
import { openTunnel, proxyFor } from "@/keeper/xero/proxy"

/**
 * One request on a fresh connection: no redirect, no retry, a time limit over all of it, a cap on the answer.
 * An answer that breaks off counts with what came of it. Distinguishes what never left this machine (`not_sent`) from what
 * Xero may have acted on (`unknown`), which decides whether a refresh token may be spent (docs/refresh-chain.md, "One
 * refresh").
 */
export async function sendOnce(message: Message): Promise<Sent> {
  const url = new URL(message.url)
  const proxy = proxyFor(url)
  if (proxy === null) return send(url, message)
  const signal = AbortSignal.timeout(message.timeoutInMilliseconds)
  const startedAt = performance.now()
  return openTunnel(proxy, { url, signal }).then(
    (tunnel) => {
      const spent = performance.now() - startedAt
      const timeoutInMilliseconds = message.timeoutInMilliseconds - spent
      return send(url, { ...message, timeoutInMilliseconds }, tunnel)
    },
    // The proxy opened no tunnel, so nothing reached Xero.
    (cause: unknown): Sent => ({ kind: "not_sent", cause }),
  )
}

function send(url: URL, message: Message, tunnel?: Socket): Promise<Sent> {
  const start = url.protocol === "https:" ? httpsRequest : httpRequest
  return new Promise((resolve) => {
    let onTheWire = false
    let isAnswered = false
    const request = start(url, {
      method: message.method,
      maxHeaderSize: MAX_HEADER_BYTES,
      ...(tunnel === undefined ? { agent: false } : { createConnection: () => tunnel }),
      headers: { ...message.headers, "accept-encoding": "identity", connection: "close" },
    })
    const timer = setTimeout(
      () => request.destroy(new Error("time limit")),
      message.timeoutInMilliseconds,
    )
    function settle(sent: Sent): void {
      clearTimeout(timer)
      resolve(sent)
    }
    watchConnection(request, () => {
      onTheWire = true
    })
    request.on("error", (cause) => {
      if (!isAnswered) settle({ kind: onTheWire ? "unknown" : "not_sent", cause })
    })
    // What ends without an answer or an error, such as 101 Switching Protocols.
    request.on("close", () => {
      if (!isAnswered) settle({ kind: "unknown", cause: new Error("no answer") })
    })
    request.on("response", (response) => {
      isAnswered = true
      const status = response.statusCode ?? 0
      const headers = headersOf(response)
      readBody(response, { headers, maxBytes: message.maxBytes ?? 65_536 }).then(
        (body) => settle({ kind: "answered", status, headers, body }),
        (cause: unknown) => {
          settle({ kind: "unknown", cause })
          request.destroy()
        },
      )
    })
    request.end(message.body)
  })
}

/** After the handshake, bytes may have left: Xero may have acted on a request that fails later. */
function watchConnection(request: ClientRequest, connected: () => void): void {
  request.once("socket", (socket) => {
    socket.once("encrypted" in socket ? "secureConnect" : "connect", connected)
  })
}

/** What came until the answer ended or broke off. */
function readBody(response: IncomingMessage, facts: BodyFacts): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  return new Promise((resolve, reject) => {
    response.on("data", (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (length > facts.maxBytes) reject(new Error("the answer is too large"))
    })
    response.on("error", () => undefined)
    response.on("close", () => resolve(bodyText(Buffer.concat(chunks), facts)))
  })
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value)
  }
  return headers
}

// Cookies of firewalls and proxies on the way come to more than Node's 16 KB.
const MAX_HEADER_BYTES = 256 * 1024

export type Message = {
  url: string
  method: "GET" | "POST" | "DELETE"
  headers: Record<string, string>
  body?: string
  timeoutInMilliseconds: number
  maxBytes?: number
}
export type Answer = { kind: "answered"; status: number; headers: Headers; body: string }
export type Sent =
  | Answer
  | { kind: "not_sent"; cause: unknown }
  | { kind: "unknown"; cause: unknown }
