import { afterEach, expect, test } from "vitest"
import { PUBLIC, say, start, stopAll } from "@/web/testing/start-test-server"

afterEach(stopAll)

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
      "Tenantry-Request: chosen",
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
    "tenantry-request": expect.stringMatching(/^[\da-f-]{36}$/),
    "x-forwarded-for": "203.0.113.5",
    "x-forwarded-host": "tenantry.example",
    "x-forwarded-proto": "https",
    "x-nonce": /'nonce-([^']+)'/.exec(policy ?? "")?.[1],
  })
  expect(JSON.stringify(seen.rawHeaders)).not.toMatch(/evil|chosen|middleware/)
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
  ["Origin: https://evil.example\r\nX-Forwarded-Host: evil.example", 403],
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
  for (const path of ["/oauth/token/x", "/api/v11/x", "/oauth/other", "/api/v1/../x"]) {
    expect((await say(server, post(path))).status).toBeGreaterThanOrEqual(400)
  }
})

test.each(["GET /api/health", "GET /api/health/ready", "POST /oauth/token"])(
  "%s, passed on by a web, is refused: it would come back without end",
  async (asked) => {
    const passedOn = "HTTP/1.1\r\nHost: a\r\nTenantry-Web: x\r\nContent-Length: 0\r\n\r\n"
    expect((await say(await start(), `${asked} ${passedOn}`)).status).toBe(404)
  },
)

test.each([
  "/organisations?q=%00",
  "/organisations?q=a&status=%00b",
  "/activity?member=%00",
  "/services?page=%00",
  "/settings/alerts?page=%00",
  "/sign-in?callbackUrl=/organisations%00",
  "/sign-in?error=%00",
  "/setup?code=%00",
  "/invitations/%00",
  "/organisations/%00",
  "/xero/callback?state=%00&code=%00",
  "/api/auth/error?error=%00",
  "/api/v1/organisations?cursor=%00",
])("%s is refused at the door: no text of ours holds U+0000", async (path) => {
  const answer = await say(await start(), `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
  expect(answer.status).toBe(400)
})
