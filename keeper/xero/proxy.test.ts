import { once } from "node:events"
import { createServer as createHttp } from "node:http"
import { createServer as createHttps } from "node:https"
import { syncBuiltinESMExports } from "node:module"
import { type AddressInfo, connect, type Server } from "node:net"
import tls from "node:tls"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { sendWebhook } from "@/keeper/alerts/deliver/send-webhook"
import { MAIL_CERTIFICATE, MAIL_KEY } from "@/keeper/testing/mail-certificate"
import { proxyFor, setProxy } from "@/keeper/xero/proxy"
import { sendOnce } from "@/keeper/xero/send-once"

// The certificate is made out to this name, which no resolver knows.
const HOST = "mail.tenantry.example"
const MESSAGE = {
  url: `https://${HOST}/connect/token`,
  method: "POST" as const,
  headers: {},
  body: "grant_type=refresh_token",
  timeoutInMilliseconds: 5_000,
}
const asked: string[] = []
const received: string[] = []
let refusal = 0
let host: Server
let proxy: Server

beforeEach(async () => {
  asked.length = 0
  received.length = 0
  refusal = 0
  const connectTls = tls.connect
  // As NODE_EXTRA_CA_CERTS does for a process that starts with it.
  vi.spyOn(tls, "connect").mockImplementation(((options: tls.ConnectionOptions) =>
    connectTls({ ...options, ca: MAIL_CERTIFICATE })) as typeof tls.connect)
  syncBuiltinESMExports()
  host = createHttps({ cert: MAIL_CERTIFICATE, key: MAIL_KEY }, (request, response) => {
    request.on("data", (part) => received.push(String(part)))
    request.on("end", () => response.end("{}"))
  }).listen(0, "127.0.0.1")
  proxy = createHttp().listen(0, "127.0.0.1")
  proxy.on("connect", ({ url = "", headers }, client) => {
    asked.push(`${url} ${headers["proxy-authorization"] ?? ""}`.trim())
    if (refusal > 0) return client.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
    const way = connect(portOf(host), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n")
      way.pipe(client).pipe(way)
    })
    way.on("error", () => client.destroy())
    client.on("error", () => way.destroy())
  })
  await Promise.all([once(host, "listening"), once(proxy, "listening")])
  use(`http://name:pass%20word@127.0.0.1:${portOf(proxy)}`)
})
afterEach(() => {
  setProxy({ NO_PROXY: "" })
  vi.restoreAllMocks()
  syncBuiltinESMExports()
  host.close()
  proxy.close()
})

test("a token request goes through the proxy, which resolves the name and sees no byte of it", async () => {
  expect(await sendOnce(MESSAGE)).toMatchObject({ kind: "answered", status: 200, body: "{}" })
  const pair = Buffer.from("name:pass word").toString("base64")
  expect(asked).toEqual([`${HOST}:443 Basic ${pair}`])
  expect(received).toEqual(["grant_type=refresh_token"])
})

test("a proxy's password may hold a % that begins no character", async () => {
  use(`http://na%me:100%25%@127.0.0.1:${portOf(proxy)}`)
  expect(await sendOnce(MESSAGE)).toMatchObject({ kind: "answered" })
  expect(asked).toEqual([`${HOST}:443 Basic ${Buffer.from("na%me:100%%").toString("base64")}`])
})

test.each([403, 407, 502])(
  "a proxy that answers %i was asked, and Xero was not",
  async (status) => {
    refusal = status
    expect(await sendOnce(MESSAGE)).toMatchObject({
      kind: "not_sent",
      cause: { code: `PROXY_${status}` },
    })
  },
)

test("an absent proxy means that nothing was sent", async () => {
  use("http://127.0.0.1:1")
  expect(await sendOnce(MESSAGE)).toMatchObject({ kind: "not_sent" })
})

test("a webhook goes through the proxy to the address that was checked", async () => {
  const rules = { allowPrivateTargets: false, resolve: async () => ["203.0.114.7"] }
  expect(await sendWebhook(WEBHOOK, rules)).toMatchObject({ kind: "delivered" })
  expect(asked[0]).toMatch(/^203\.0\.114\.7:443 /)
})

test("a webhook to a private address is refused before the proxy is asked", async () => {
  const rules = { allowPrivateTargets: false, resolve: async () => ["10.0.0.7"] }
  expect(await sendWebhook(WEBHOOK, rules)).toMatchObject({ outcome: "target_refused" })
  expect(asked).toEqual([])
})

test.each([
  ["https://identity.xero.example/", "", true],
  ["http://identity.xero.example/", "", false],
  ["https://localhost:3003/", "", false],
  ["https://127.0.0.1/", "", false],
  ["https://identity.xero.example/", "*", false],
  ["https://identity.xero.example/", "other.example, xero.example", false],
  ["https://identity.xero.example/", ".xero.example", false],
  ["https://identity.xero.example/", "*.Xero.example", false],
  ["https://identity.xero.example/", "identity.xero.example:443", false],
  ["https://identity.xero.example/", "identity.xero.example:8443", true],
  ["https://notxero.example/", "xero.example", true],
])("%s with NO_PROXY=%s goes through the proxy: %s", (url, NO_PROXY, expected) => {
  setProxy({ HTTPS_PROXY: new URL("http://proxy.example"), NO_PROXY })
  expect(proxyFor(new URL(url)) !== null).toBe(expected)
})

function use(url: string): void {
  setProxy({ HTTPS_PROXY: new URL(url), NO_PROXY: "" })
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

const WEBHOOK = {
  url: `https://${HOST}/hook`,
  id: "msg_1",
  secrets: [`whsec_${Buffer.from("k".repeat(32)).toString("base64")}`],
  body: "{}",
  timeoutInMilliseconds: 5_000,
}
