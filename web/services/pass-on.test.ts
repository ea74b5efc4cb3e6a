import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { passOn } from "@/web/services/pass-on"

const SECRET = "a-secret-that-web-and-keeper-share"
let keeper: Server
let keeperUrls: string[] = []
let seen: Seen

vi.mock("@/lib/env", () => ({
  webEnv: () => ({
    APP_URL: "https://tenantry.example",
    KEEPER_URL: keeperUrls,
    KEEPER_SECRET: [SECRET],
  }),
}))
vi.mock("@/web/auth/request-facts", () => ({ clientAddress: async () => "203.0.113.5" }))

beforeAll(async () => {
  keeper = createServer(answer).listen(0, "127.0.0.1")
  await once(keeper, "listening")
  keeperUrls = [`http://127.0.0.1:${(keeper.address() as AddressInfo).port}`]
})
afterAll(() => keeper.close())

test("the body, the query and four headers go on, the caller's address with them, and nothing else", async () => {
  const answered = await passOn(
    new Request("https://tenantry.example/oauth/token?x=1", {
      method: "POST",
      headers: {
        authorization: "Basic abc",
        "content-type": "application/x-www-form-urlencoded",
        accept: "application/json",
        "idempotency-key": "order-7",
        cookie: "tenantry_session=1",
        "user-agent": "a program",
        "x-forwarded-for": "192.0.2.1",
        "tenantry-member": "somebody",
      },
      body: "grant_type=client_credentials",
    }),
  )
  expect(seen).toMatchObject({
    method: "POST",
    url: "/oauth/token?x=1",
    body: "grant_type=client_credentials",
  })
  expect(seen.headers).toMatchObject({
    authorization: "Basic abc",
    "content-type": "application/x-www-form-urlencoded",
    accept: "application/json",
    "idempotency-key": "order-7",
    "tenantry-client-address": "203.0.113.5",
    "tenantry-web": SECRET,
  })
  for (const name of ["cookie", "x-forwarded-for", "tenantry-member"]) {
    expect(seen.headers[name]).toBeUndefined()
  }
  expect(answered.status).toBe(401)
  expect(await answered.text()).toBe('{"error":"invalid_client"}')
  expect(Object.fromEntries(answered.headers)).toEqual({
    "content-type": "application/json",
    "cache-control": "no-store",
    "www-authenticate": 'Basic realm="tenantry"',
    "retry-after": "7",
  })
})

test("an answer without a body, and a redirect, come back as they are", async () => {
  const empty = await passOn(new Request("https://tenantry.example/api/v1/empty"))
  expect([empty.status, await empty.text()]).toEqual([204, ""])
  const moved = await passOn(new Request("https://tenantry.example/api/v1/moved"))
  expect([moved.status, moved.headers.get("location")]).toEqual([302, "/api/v1/docs"])
})

test("an absent keeper is reported in the form of each standard, with when to ask again", async () => {
  const known = keeperUrls
  keeperUrls = ["http://127.0.0.1:9"]
  const token = await passOn(
    new Request("https://tenantry.example/oauth/token", { method: "POST", body: "a=b" }),
  )
  const tenants = await passOn(new Request("https://tenantry.example/api/v1/tenants"))
  keeperUrls = known
  for (const one of [token, tenants]) {
    expect(one.status).toBe(503)
    expect(one.headers.get("retry-after")).toBe("5")
    expect(one.headers.get("cache-control")).toBe("no-store")
  }
  expect((await token.json()).error).toBe("temporarily_unavailable")
  expect(tenants.headers.get("content-type")).toBe("application/problem+json")
  expect(await tenants.json()).toMatchObject({
    type: "urn:tenantry:problem:temporarily-unavailable",
    status: 503,
    error_uri: "https://tenantry.example/services",
  })
})

test.each([
  ["a link without a key", "/api/v1/links", {}, 1],
  ["an import without a key", "/api/v1/imports", {}, 1],
  ["a link with a key", "/api/v1/links", { "idempotency-key": "order-7" }, 2],
  ["a token", "/oauth/token", {}, 2],
])(
  "%s is asked of another keeper only if that makes nothing twice",
  async (_, path, headers, most) => {
    let asked = 0
    const dying = createServer((request) => {
      asked += 1
      request.socket.destroy()
    }).listen(0, "127.0.0.1")
    await once(dying, "listening")
    const known = keeperUrls
    const address = `http://127.0.0.1:${(dying.address() as AddressInfo).port}`
    keeperUrls = [address, address]
    const answered = await passOn(
      new Request(`https://tenantry.example${path}`, { method: "POST", headers, body: "{}" }),
    )
    keeperUrls = known
    dying.close()
    expect([answered.status, asked]).toEqual([503, most])
  },
)

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "", url = "", headers } = request
  seen = { method, url, headers, body: await text(request) }
  if (url.endsWith("empty")) {
    response.writeHead(204).end()
    return
  }
  if (url.endsWith("moved")) {
    response.writeHead(302, { location: "/api/v1/docs" }).end()
    return
  }
  response.writeHead(401, {
    "content-type": "application/json",
    "cache-control": "no-store",
    "www-authenticate": 'Basic realm="tenantry"',
    "retry-after": "7",
    "set-cookie": "a=b",
    "x-inside": "1",
  })
  response.end('{"error":"invalid_client"}')
}

type Seen = { method: string; url: string; headers: IncomingMessage["headers"]; body: string }
