import { afterEach, expect, test } from "vitest"
import { say, start, stopAll } from "@/web/testing/start-test-server"

const TOKEN = "/oauth/token"
const API = "/api/v1/tenants"

afterEach(stopAll)

test("a refusal at the token endpoint has the form of RFC 6749", async () => {
  const server = await start()
  const unknown = await say(server, `PROPFIND ${TOKEN} HTTP/1.1\r\nHost: a\r\n\r\n`)
  expect(unknown).toMatchObject({ status: 405, headers: { allow: "POST" } })
  expect(JSON.parse(unknown.body)).toEqual({
    error: "invalid_request",
    error_description: "This method is not allowed here.",
    error_uri: "https://tenantry.example/services",
  })
  const large = await say(server, post(TOKEN, 64 * 1024 + 1))
  expect(large.status).toBe(413)
  expect(JSON.parse(large.body).error).toBe("invalid_request")
  const browser = await say(
    server,
    `PROPFIND ${TOKEN}?x=1 HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\n\r\n`,
  )
  expect(browser.headers["content-type"]).toBe("application/json")
})

test("what is turned away in the API is a problem document", async () => {
  const answer = await say(await start(), `PROPFIND ${API} HTTP/1.1\r\nHost: a\r\n\r\n`)
  expect(answer).toMatchObject({
    status: 405,
    headers: { "content-type": "application/problem+json" },
  })
  expect(JSON.parse(answer.body)).toEqual({
    type: "urn:tenantry:problem:method-not-allowed",
    title: "Method Not Allowed",
    status: 405,
    detail: "This method is not allowed here.",
    error: "method_not_allowed",
    error_uri: "https://tenantry.example/api/v1/docs",
  })
})

test("a program reads that its headers are too large in its own format", async () => {
  const server = await start()
  const large = (path: string) =>
    `POST ${path} HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}\r\n\r\n`
  const atToken = await say(server, large(TOKEN))
  expect(atToken.status).toBe(431)
  expect(JSON.parse(atToken.body)).toEqual({
    error: "invalid_request",
    error_description: "The limit of a request's headers is 16 KB.",
    error_uri: "https://tenantry.example/services",
  })
  const inApi = await say(server, large(API))
  expect(inApi).toMatchObject({
    status: 431,
    headers: { "content-type": "application/problem+json", connection: "close" },
  })
  expect(JSON.parse(inApi.body)).toMatchObject({ status: 431, error: "invalid_request" })
  expect((await say(server, large("/"))).body).toBe('{"error":"headers_too_large"}')
})

test("programs may send 64 KB, announced or not, and everyone else 1 MB", async () => {
  const server = await start()
  expect((await say(server, post(TOKEN, 64 * 1024))).status).toBe(200)
  const chunk = `10000\r\n${"a".repeat(65_536)}\r\n`
  const head = `POST ${API} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`
  expect((await say(server, `${head}${chunk}0\r\n\r\n`)).status).toBe(200)
  expect((await say(server, `${head}${chunk}1\r\na\r\n0\r\n\r\n`)).status).toBe(413)
})

test("a program's body is passed on as it is, even where it is not what its content type says", async () => {
  const request = `POST ${TOKEN} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n`
  const answer = await say(await start(), `${request}Content-Length: 4\r\n\r\n{bad`)
  expect(answer.status).toBe(200)
})

test("the API's page keeps its own policy, and no other page may have one", async () => {
  const server = await start()
  const policy = async (path: string) =>
    (await say(server, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)).headers[
      "content-security-policy"
    ]
  expect(await policy("/api/v1/docs/policy")).toBe("default-src 'none'")
  expect(await policy("/api/v1/tenants")).toContain("nonce-")
  expect(await policy("/policy")).toContain("nonce-")
})

test("every answer to a program has the fixed headers and is never cached", async () => {
  const server = await start()
  for (const request of [post(TOKEN, 1), `PROPFIND ${API} HTTP/1.1\r\nHost: a\r\n\r\n`]) {
    expect((await say(server, request)).headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cache-control": expect.stringContaining("no-store"),
    })
  }
})

test.each([
  ["POST", "/oauth/token/", "application/json"],
  ["POST", "//oauth/token", "application/json"],
  ["POST", "/OAuth/token", "application/json"],
  ["POST", "/oauth%2Ftoken", "application/json"],
  ["GET", "/oauth/authorize", "application/json"],
  ["GET", "/api/v1/", "application/problem+json"],
  ["POST", "/api/v1//tenants", "application/problem+json"],
  ["DELETE", "/API/v1/tenants", "application/problem+json"],
  ["GET", "/api/v1/%74enants", "application/problem+json"],
  ["GET", "/.well-known/security.txt/", "application/problem+json"],
])(
  "%s %s is not found, in the form of the address that it is close to",
  async (method, path, type) => {
    const request = `${method} ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n`
    const answer = await say(await start(), request)
    expect(answer).toMatchObject({ status: 404, headers: { "content-type": type } })
    expect(JSON.parse(answer.body).error).toBe(
      type === "application/json" ? "invalid_request" : "not_found",
    )
  },
)

function post(path: string, bytes: number): string {
  return `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n${"a".repeat(bytes)}`
}
