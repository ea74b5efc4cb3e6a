import { once } from "node:events"
import type { IncomingMessage, ServerResponse } from "node:http"
import { type AddressInfo, connect } from "node:net"
import { text } from "node:stream/consumers"
import { afterEach, expect, test } from "vitest"
import { clientAddress } from "./web-request"
import { createWebServer, type WebServer } from "./web-server"

const MEGABYTE_IN_BYTES = 1024 * 1024
const PUBLIC = { appUrl: "https://tenantry.example", dev: false }
const FIXED = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
}
const servers: WebServer[] = []
const failures: unknown[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
  failures.length = 0
})

test.each([
  ["a page", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200],
  ["a page's head", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", 200],
  ["no such page", "GET /404 HTTP/1.1\r\nHost: a\r\n\r\n", 404],
  ["a handler that breaks", "GET /500 HTTP/1.1\r\nHost: a\r\n\r\n", 500],
  ["the image optimiser", "GET /_next/image?url=%2Fa&w=64&q=75 HTTP/1.1\r\nHost: a\r\n\r\n", 404],
  ["an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a method for nobody", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a preflight", "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\n\r\n", 405],
  ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["no HTTP at all", "\x16\x03\x01 hello\r\n\r\n", 400],
  ["a header without a colon", "GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n", 400],
  ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
  [
    "two lengths",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    400,
  ],
  [
    "a length and chunks",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
  ],
  ["another site's address", "GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a broken escape", "GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["bytes that are no text", "GET /%C3%28 HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a null byte", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a path that climbs", "GET /api/v1/%2e%2E/../xero/connect HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["a backslash", "GET /\\evil.example HTTP/1.1\r\nHost: a\r\n\r\n", 400],
  ["too large headers", `GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${"a".repeat(20_000)}\r\n\r\n`, 431],
  ["an odd expectation", "GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n", 417],
  [
    "a body too long to begin",
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n`,
    413,
  ],
  ["a post from nowhere", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 403],
])("%s is answered with every fixed header and no detail", async (_what, request, status) => {
  const answer = await say(await start(), request)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({ ...FIXED, "cache-control": "private, no-store" })
  const policy = answer.headers["content-security-policy"] ?? ""
  for (const part of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "nonce-"]) {
    expect(policy).toContain(part)
  }
  expect(answer.headers["x-powered-by"]).toBeUndefined()
  expect(answer.headers.server).toBeUndefined()
  expect(answer.body).not.toMatch(/Error|stack|node:|secret detail/)
  if (status >= 400 && status !== 404) expect(JSON.parse(answer.body)).toHaveProperty("error")
})

test("a person gets a plain page instead of JSON, machines' paths never do", async () => {
  const server = await start()
  const browser = "Accept: text/html\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
  const page = await say(server, `POST /organisations HTTP/1.1\r\n${browser}`)
  expect(page.headers["content-type"]).toContain("text/html")
  expect(page.body).toContain("did not come from this site")
  const nonce = /nonce="([^"]+)"/.exec(page.body)?.[1] ?? "none"
  expect(page.headers["content-security-policy"]).toContain(`'nonce-${nonce}'`)
  const json = await say(server, `POST /api/health HTTP/1.1\r\n${browser}`)
  expect(json.body).toBe('{"error":"cross_site_request"}')
})

test("an error without a page or JSON of its own gets the app's form", async () => {
  const server = await start()
  const get = (path: string) => say(server, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
  expect((await get("/plain/403")).body).toBe('{"error":"forbidden"}')
  expect((await get("/empty/405")).body).toBe('{"error":"method_not_allowed"}')
  expect((await get("/plain/503")).body).toBe('{"error":"unexpected"}')
  expect((await get("/json/404")).body).toBe('{"own":true}')
  expect((await get("/empty/204")).body).toBe("")
  expect((await get("/empty/303")).body).toBe("")
  const head = await say(server, "HEAD /plain/403 HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(head).toMatchObject({ status: 403, body: "" })
})

test.each([
  ["application/json", "{bad"],
  ["application/json; charset=utf-8", ""],
  ["multipart/form-data; boundary=x", "garbage"],
  ["multipart/form-data", "--x"],
])("a body that is no %s is refused before it can end up in a log", async (type, body) => {
  const head = `POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\nContent-Type: ${type}\r\n`
  const request = `${head}Content-Length: ${body.length}\r\n\r\n${body}`
  const answer = await say(await start(), request)
  expect(answer).toMatchObject({ status: 400, body: '{"error":"malformed_request"}' })
  expect(failures).toEqual([])
})

test("only the build's static files may be kept, and only when they are there", async () => {
  const server = await start()
  const found = await say(server, "GET /_next/static/a.js HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(found.headers).toMatchObject({ ...FIXED, "cache-control": "public, max-age=31536000" })
  const missing = await say(server, "GET /_next/static/404 HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(missing.headers["cache-control"]).toBe("private, no-store")
})

test("Host, X-Forwarded-* and framework headers from outside never reach a page", async () => {
  const answer = await say(
    await start(),
    [
      "GET /echo?next=1&_rsc=abc HTTP/1.1",
      "Host: evil.example",
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Proto: gopher",
      "X-Forwarded-For: 198.51.100.1, 203.0.113.5",
      "Forwarded: host=evil.example",
      "X-Middleware-Subrequest: middleware:middleware",
      "X-Nextjs-Data: 1",
      "X-Nonce: chosen",
      "Content-Security-Policy: script-src 'nonce-chosen'",
      "Tenantry-Address: 192.0.2.1",
      "Tenantry-Path: /evil",
      "Next-Resume: 1",
      "X-Original-Url: /admin",
      "Accept: text/html\r\n\r\n",
    ].join("\r\n"),
  )
  const seen = JSON.parse(answer.body)
  const policy = answer.headers["content-security-policy"]
  expect(seen.headers).toEqual({
    accept: "text/html",
    host: "tenantry.example",
    "content-security-policy": policy,
    "tenantry-address": "203.0.113.5",
    "tenantry-path": "/echo?next=1",
    "x-forwarded-for": "203.0.113.5",
    "x-forwarded-host": "tenantry.example",
    "x-forwarded-proto": "https",
    "x-nonce": /'nonce-([^']+)'/.exec(policy ?? "")?.[1],
  })
  expect(JSON.stringify(seen.rawHeaders)).not.toMatch(/evil|chosen|middleware/)
})

test("every answer has a nonce of its own", async () => {
  const server = await start()
  const policies = await Promise.all(
    [1, 2, 3].map(() => say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
  )
  expect(new Set(policies.map((one) => one.headers["content-security-policy"])).size).toBe(3)
})

test.each([
  ["Origin: https://tenantry.example", 200],
  ["Origin: https://tenantry.example\r\nSec-Fetch-Site: same-origin", 200],
  ["Origin: null\r\nSec-Fetch-Site: same-origin", 200],
  ["Origin: null", 403],
  ["Origin: null\r\nSec-Fetch-Site: cross-site", 403],
  ["Origin: null\r\nSec-Fetch-Site: none", 403],
  ["Sec-Fetch-Site: same-origin", 403],
  ["Origin: http://tenantry.example", 403],
  ["Origin: https://tenantry.example:8443", 403],
  ["Origin: https://tenantry.example.evil.example", 403],
  ["Origin: https://evil.example\r\nHost: evil.example", 403],
  ["Referer: https://tenantry.example/", 403],
])("a post with %j is answered with %i", async (headers, status) => {
  const request = `POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n${headers}\r\n\r\nhi`
  const answer = await say(await start(), request)
  expect(answer.status).toBe(status)
  if (status === 200) {
    expect(JSON.parse(answer.body)).toMatchObject({
      body: "hi",
      headers: { origin: PUBLIC.appUrl },
    })
  }
})

test("services post to their own endpoints without an Origin, to nothing else", async () => {
  const server = await start()
  const post = (path: string) => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`
  expect((await say(server, post("/oauth/token"))).status).toBe(200)
  expect((await say(server, post("/api/v1/anything"))).status).toBe(200)
  for (const path of ["/oauth/token/x", "/api/v1", "/api/v11/x", "/oauth/other", "/api/v1/../x"]) {
    expect((await say(server, post(path))).status).toBeGreaterThanOrEqual(400)
  }
})

test("a body of 1 MB arrives whole; a byte more is refused, told or not, and before the handler", async () => {
  const server = await start()
  const head = `POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\n`
  const full = "a".repeat(MEGABYTE_IN_BYTES)
  const told = await say(server, `${head}Content-Length: ${MEGABYTE_IN_BYTES}\r\n\r\n${full}`)
  expect(JSON.parse(told.body).body).toHaveLength(MEGABYTE_IN_BYTES)
  const chunk = `${(64 * 1024).toString(16)}\r\n${"a".repeat(64 * 1024)}\r\n`
  const chunks = (count: number) =>
    `${head}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(count)}`
  expect((await say(server, `${chunks(16)}0\r\n\r\n`)).status).toBe(200)
  expect((await say(server, `${chunks(16)}1\r\na\r\n0\r\n\r\n`)).status).toBe(413)
  const large = `${head}Content-Length: ${MEGABYTE_IN_BYTES + 1}\r\n\r\n${full}a`
  expect(await say(server, large)).toMatchObject({ status: 413, body: '{"error":"too_large"}' })
})

test("a client that asks before sending is told to go on, or refused", async () => {
  const server = await start()
  const head = `POST /echo HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\nExpect: 100-continue\r\n`
  const allowed = await say(server, `${head}Content-Length: 2\r\n\r\nhi`)
  expect(allowed.raw).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /)
  const refused = await say(server, `${head}Content-Length: 9999999\r\n\r\n`)
  expect(refused).toMatchObject({ status: 413 })
  expect(refused.headers.connection).toBe("close")
})

test("a body that breaks off reaches no handler and breaks nothing", async () => {
  const server = await start()
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1")
  socket.write(
    `POST /500 HTTP/1.1\r\nHost: a\r\nOrigin: ${PUBLIC.appUrl}\r\nContent-Length: 100\r\n\r\nhalf`,
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  expect((await say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).status).toBe(200)
  expect(failures).toEqual([])
})

test("on loopback there is no HSTS, and a form may lead to the sandbox's ports", async () => {
  const server = await start({ appUrl: "http://localhost:3000", dev: false })
  const { headers } = await say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(headers["strict-transport-security"]).toBeUndefined()
  expect(headers["content-security-policy"]).toContain("http://localhost:*")
  expect(headers["content-security-policy"]).not.toContain("upgrade-insecure-requests")
  expect(headers["content-security-policy"]).not.toContain("unsafe")
})

test("a draining server asks clients to leave", async () => {
  const server = await start(PUBLIC, true)
  const { headers } = await say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(headers.connection).toBe("close")
})

test.each([
  ["203.0.113.7", "198.51.100.1", "203.0.113.7"],
  ["127.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"],
  ["::ffff:127.0.0.1", "203.0.113.5", "203.0.113.5"],
  ["::1", "2001:db8::5", "2001:db8::5"],
  ["10.1.2.3", "203.0.113.5", "203.0.113.5"],
  ["fd00::3", "203.0.113.5", "203.0.113.5"],
  ["127.0.0.1", undefined, "127.0.0.1"],
  ["127.0.0.1", "not an address", "127.0.0.1"],
  ["::ffff:203.0.113.7", "198.51.100.1", "203.0.113.7"],
])("a connection from %s that says %j is %s", (remote, forwardedFor, address) => {
  expect(clientAddress(remote, forwardedFor)).toBe(address)
})

async function start(site = PUBLIC, isDraining = false): Promise<WebServer> {
  const server = createWebServer({
    site,
    handle,
    isDraining: () => isDraining,
    onError: (error) => failures.push(error),
  })
  servers.push(server)
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return server
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? ""
  const [, kind, status] = /^\/(plain|empty|json)\/(\d+)$/.exec(url) ?? []
  if (kind !== undefined) return answerAs(response, kind, Number(status))
  response.setHeader("X-Powered-By", "something")
  response.setHeader("Cache-Control", "public, max-age=31536000")
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

async function say(server: WebServer, request: string): Promise<Answer> {
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
