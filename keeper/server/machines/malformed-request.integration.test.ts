import { once } from "node:events"
import { request } from "node:http"
import { connect } from "node:net"
import { beforeAll, expect, it } from "vitest"
import { createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const FORM = "application/x-www-form-urlencoded"
const testEnv = shareTestEnv()
let door: Door
let right: string
let basic: string
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
  const service = await createTestService(testEnv)
  const resource = TENANTS.mapleFlorist
  right = String(
    new URLSearchParams({ grant_type: "client_credentials", resource, ...formOf(service) }),
  )
  basic = `Basic ${Buffer.from(`${service.clientId}:${service.clientSecret}`).toString("base64")}`
})

it.each<[string, () => RequestInit, number, string?]>([
  ["no body", () => ({ body: "" }), 401],
  [
    "another content type",
    () => ({ headers: { "content-type": "application/json" }, body: "{}" }),
    415,
  ],
  ["no content type", () => ({ headers: {}, body: Buffer.from(right) }), 415],
  ["a parameter twice", () => ({ body: `${right}&resource=${TENANTS.soens}` }), 400],
  ["a secret twice", () => ({ body: `${right}&client_secret=x` }), 400],
  [
    "two ways to authenticate",
    () => ({ headers: { "content-type": FORM, authorization: basic }, body: right }),
    400,
  ],
  [
    "another scheme",
    () => ({ headers: { "content-type": FORM, authorization: "Bearer x" }, body: right }),
    401,
  ],
  [
    "broken base64",
    () => ({ headers: { "content-type": FORM, authorization: "Basic %%%" }, body: right }),
    401,
  ],
  [
    "a broken escape",
    () => ({
      headers: { "content-type": FORM, authorization: `Basic ${btoa("%zz:%zz")}` },
      body: "",
    }),
    401,
  ],
  ["the secret in the address", () => ({ body: "" }), 400, "/oauth/token?RIGHT"],
  ["anything in the address", () => ({ body: right }), 400, "/oauth/token?x=1"],
  ["17 KB", () => ({ body: `${right}&x=${"x".repeat(17 * 1024)}` }), 413],
  ["2 MB", () => ({ body: `${right}&x=${"x".repeat(2 * 1024 * 1024)}` }), 413],
  ["GET", () => ({ method: "GET" }), 405],
  ["PUT", () => ({ method: "PUT", body: right }), 405],
  ["a slash at the end", () => ({ body: right }), 404, "/oauth/token/"],
])("%s is refused in the right form", async (_, request, status, path = "/oauth/token") => {
  const init = { method: "POST", headers: { "content-type": FORM }, ...request() }
  const response = await fetch(door.url + path.replace("RIGHT", right), init)
  const text = await response.text()
  expect(response.status).toBe(status)
  expect(response.headers.get("content-type")).toMatch(/^application\/json/)
  expect(JSON.parse(text).error).toEqual(expect.any(String))
  if (status === 405) expect(response.headers.get("allow")).toBe("POST")
  expect(text).not.toMatch(/tnt_|eyJ/)
})

it.each([
  ["__proto__", "__proto__=1&constructor=2&__proto__.polluted=3"],
  ["unknown names", "x=1&y=2"],
  ["names without a value", "scope=&audience"],
  ["control characters in a name", "%00=1&%0d%0aset-cookie:x=1"],
])("%s beside what is right changes nothing", async (_, extra) => {
  const response = await fetch(`${door.url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": `${FORM}; charset=UTF-8` },
    body: `${right}&${extra}`,
  })
  expect(response.status).toBe(200)
  expect(({} as { polluted?: string }).polluted).toBeUndefined()
})

it.each([
  "/oauth/token?",
  "http://tenantry.example/oauth/token",
  "HTTPS://tenantry.example/oauth/token?",
])("%s is the address of the token endpoint as well", async (path) => {
  const sent = request(door.url, { method: "POST", path, headers: { "content-type": FORM } })
  const [response] = await once(sent.end(right), "response")
  response.resume()
  expect(response.statusCode).toBe(200)
})

it.each([
  ["client_id", '\'; DROP TABLE "Service"; --'],
  ["client_id", "\u0000\u001b[31m"],
  ["client_secret", `tnt_${"é".repeat(43)}`],
  ["client_secret", "\ud800"],
])("an odd %s (%j) is an unknown client", async (name, value) => {
  const form = new URLSearchParams(right)
  form.set(name, value)
  const response = await fetch(`${door.url}/oauth/token`, { method: "POST", body: form })
  expect([response.status, (await response.json()).error]).toEqual([401, "invalid_client"])
})

it("what is no HTTP, or has too large headers, is answered and closed", async () => {
  const large = `POST /oauth/token HTTP/1.1\r\nhost: x\r\nx-large: ${"x".repeat(20_000)}\r\n\r\n`
  expect(await sendRaw("nonsense\r\n\r\n")).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*"error":"invalid_request"/,
  )
  expect(await sendRaw(large)).toMatch(/^HTTP\/1\.1 431 [\s\S]*"error":"invalid_request"/)
  const twice =
    "POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx"
  expect(await sendRaw(twice)).toMatch(/^HTTP\/1\.1 400 /)
})

it("a caller that hangs up in the middle disturbs no one, and nothing secret was logged", async () => {
  const socket = connect(Number(new URL(door.url).port), "127.0.0.1")
  socket.write(
    `POST /oauth/token HTTP/1.1\r\nhost: x\r\ncontent-type: ${FORM}\r\ncontent-length: 900\r\n\r\ngrant`,
  )
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  const headers = { "content-type": FORM }
  const response = await fetch(`${door.url}/oauth/token`, { method: "POST", headers, body: right })
  expect(response.status).toBe(200)
  expect(testEnv.lines.filter((line) => line.includes("service_not_answered"))).toEqual([])
  expect(testEnv.lines.join("")).not.toMatch(/tnt_|eyJ/)
})

function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(door.url).port), "127.0.0.1", () => socket.write(text))
    let answer = ""
    socket.on("data", (chunk) => {
      answer += String(chunk)
    })
    socket.on("close", () => resolve(answer))
    socket.on("error", reject)
  })
}
