import { afterEach, expect, test } from "vitest"
import { PUBLIC, refused, say, start, stopAll } from "@/web/testing/start-test-server"

const FIXED = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
}
const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

afterEach(stopAll)

test.each([
  ["a page", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200],
  ["a page's head", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", 200],
  ["no such page", "GET /404 HTTP/1.1\r\nHost: a\r\n\r\n", 404],
  ["a handler that breaks", "GET /500 HTTP/1.1\r\nHost: a\r\n\r\n", 500],
  ["the image optimiser", "GET /_next/image?url=%2Fa&w=64&q=75 HTTP/1.1\r\nHost: a\r\n\r\n", 404],
  ["the page for when all else fails", "GET /_global-error HTTP/1.1\r\nHost: a\r\n\r\n", 404],
  ["an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a method for nobody", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["a preflight", "OPTIONS / HTTP/1.1\r\nHost: a\r\nOrigin: https://b.example\r\n\r\n", 405],
  ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 405],
  ["no HTTP at all", "\x16\x03\x01 hello\r\n\r\n", 400],
  ["a header without a colon", "GET / HTTP/1.1\r\nHost: a\r\nbroken\r\n\r\n", 400],
  ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: evil.example\r\n\r\n", 400],
  ["two hosts to a program", "POST /oauth/token HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400],
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
  // The path that climbs sets out in the API, whose form is another.
  if (status >= 400 && status !== 404) expect(answer.body).toMatch(/^\{"(error|type)":"/)
})

test("what is turned away is told with its reason and who asked; who only connects is not", async () => {
  const server = await start()
  const from = "Host: a\r\nX-Forwarded-For: 203.0.113.5\r\n"
  await say(server, `POST / HTTP/1.1\r\n${from}Content-Length: 0\r\n\r\n`)
  await say(server, `GET /a%00b HTTP/1.1\r\n${from}\r\n`)
  await say(server, "\x16\x03\x01 hello\r\n\r\n")
  await say(server, "")
  await say(server, GET)
  expect(refused).toEqual([
    ["cross_site_request", "203.0.113.5"],
    ["malformed_request", "203.0.113.5"],
    ["malformed_request", "127.0.0.1"],
  ])
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

test("only the build's static files may be kept, and only when they are there", async () => {
  const server = await start()
  const found = await say(server, "GET /_next/static/a.js HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(found.headers).toMatchObject({ ...FIXED, "cache-control": "public, max-age=31536000" })
  const missing = await say(server, "GET /_next/static/404 HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(missing.headers["cache-control"]).toBe("private, no-store")
})

test("every answer has a nonce of its own", async () => {
  const server = await start()
  const policies = await Promise.all(
    [1, 2, 3].map(() => say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")),
  )
  expect(new Set(policies.map((one) => one.headers["content-security-policy"])).size).toBe(3)
})

test.each(["http://localhost:3000", "https://localhost:3443", "http://127.0.0.1:3000"])(
  "at %s a form may lead to the sandbox's ports, and HSTS is for https alone",
  async (appUrl) => {
    const { headers } = await say(await start({ ...PUBLIC, appUrl }), GET)
    const isHttps = appUrl.startsWith("https:")
    expect(headers["strict-transport-security"] !== undefined).toBe(isHttps)
    expect(headers["content-security-policy"]).toContain("http://localhost:*")
    expect(headers["content-security-policy"]).not.toMatch(/unsafe|upgrade-insecure-requests/)
  },
)

test("the hosts below this one may be left out of HSTS", async () => {
  const { headers } = await say(await start({ ...PUBLIC, coversSubDomains: false }), GET)
  expect(headers["strict-transport-security"]).toBe("max-age=31536000")
})

test("at a public address a form may lead to https alone", async () => {
  const { headers } = await say(await start(), GET)
  expect(headers["content-security-policy"]).toContain("form-action 'self' https:;")
})

test("a draining server asks clients to leave", async () => {
  const server = await start(PUBLIC, true)
  const { headers } = await say(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
  expect(headers.connection).toBe("close")
})
