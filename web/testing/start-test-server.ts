import { once } from "node:events"
import type { IncomingMessage, ServerResponse } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { text } from "node:stream/consumers"
import { database } from "@/lib/db/outage/testing"
import { listProxies } from "@/web/server/client-address"
import { createWebServer, type WebServer } from "@/web/server/create-web-server"

/** The site that the tests' servers answer for, unless they say otherwise. */
export const PUBLIC = {
  appUrl: "https://tenantry.example",
  dev: false,
  proxies: listProxies([]),
  coversSubDomains: true,
}

/** What broke in the handlers. */
export const failures: unknown[] = []
/** What was turned away, and who asked. */
export const refused: [string, string][] = []
const servers: WebServer[] = []
/** Stops what `start` started. */
export function stopAll(): void {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  Object.assign(database, { isThere: true, knownAway: false })
  failures.length = 0
  refused.length = 0
}

/** A web server in front of a handler that stands in for the pages; its paths say what it does. */
export async function start(site = PUBLIC, isDraining = false): Promise<WebServer> {
  const server = createWebServer({
    site,
    database,
    handle,
    isDraining: () => isDraining,
    onError: (error) => failures.push(error),
    onRefused: (why, address) => refused.push([why, address]),
  })
  servers.push(server)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? ""
  const [, kind, status] = /\/(plain|empty|json)\/(\d+)$/.exec(url) ?? []
  if (kind !== undefined) return answerAs(response, kind, Number(status))
  response.setHeader("X-Powered-By", "something")
  response.setHeader("Cache-Control", "public, max-age=31536000")
  if (url.endsWith("policy")) response.setHeader("content-security-policy", "default-src 'none'")
  if (url.endsWith("never")) return once(request.socket, "close").then(() => {})
  if (url.startsWith("/late")) await once(response, "finish")
  if (url.endsWith("500")) throw new Error("secret detail")
  response.statusCode = url.endsWith("404") ? 404 : 200
  const { headers, rawHeaders } = request
  const body = await text(request)
  const echo = url.startsWith("/echo") ? JSON.stringify({ headers, rawHeaders, body }) : "page"
  const length = Buffer.byteLength(echo)
  response.writeHead(response.statusCode, ["content-type", "text/plain", "content-length", length])
  response.end(echo)
}

function answerAs(response: ServerResponse, kind: string, status: number): void {
  response.statusCode = status
  if (kind === "plain") response.setHeader("content-type", "text/plain; charset=utf-8")
  if (kind === "json") response.setHeader("content-type", "application/json")
  response.end(
    kind === "empty" ? undefined : kind === "json" ? '{"own":true}' : "a stack at node:1",
  )
}

/** Sends bytes as they are and takes the last answer apart. */
export async function say(server: WebServer, request: string): Promise<Answer> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  socket.end(request)
  const raw = await text(socket)
  const last = raw.slice(raw.lastIndexOf("HTTP/1.1 "))
  const [head = "", ...body] = last.split("\r\n\r\n")
  const [first = "", ...lines] = head.split("\r\n")
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(":")).toLowerCase(),
    line.slice(line.indexOf(":") + 2),
  ])
  const status = Number(first.split(" ")[1])
  return { raw, status, headers: Object.fromEntries(headers), body: body.join("\r\n\r\n") }
}

type Answer = { raw: string; status: number; headers: Record<string, string>; body: string }
