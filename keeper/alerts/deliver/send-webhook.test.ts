import { once } from "node:events"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import { afterEach, expect, it } from "vitest"
import { makeWebhookSecret } from "@/keeper/alerts/channels/channel-secrets"
import { sendWebhook } from "@/keeper/alerts/deliver/send-webhook"
import { connectionProblem } from "@/keeper/outgoing/connection-problem"
import { MAIL_CERTIFICATE, MAIL_KEY } from "@/keeper/testing/mail-certificate"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"

const PRIVATE_ALLOWED = { allowPrivateTargets: true, resolve: async () => ["127.0.0.1"] }
let receivers: Receiver[] = []

afterEach(async () => {
  await Promise.all(receivers.map((one) => one.close()))
  receivers = []
})

async function receiver(...answer: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...answer)
  receivers.push(started)
  return started
}

function message(url: string, more: Partial<Parameters<typeof sendWebhook>[0]> = {}) {
  const body = JSON.stringify({ type: "test", timestamp: new Date().toISOString(), data: {} })
  const secrets = [makeWebhookSecret()]
  return { url, id: "a-delivery", secrets, body, timeoutInMilliseconds: 2_000, ...more }
}

it("signs so that the Standard Webhooks library accepts it, with either secret while one is rotated", async () => {
  const { url, received } = await receiver()
  const secrets = [makeWebhookSecret(), makeWebhookSecret()]
  const result = await sendWebhook(message(url, { secrets }), PRIVATE_ALLOWED)
  expect(result).toEqual({ kind: "delivered", evidence: "HTTP 204" })
  const [got] = received
  if (got === undefined) throw new Error("nothing came")
  for (const secret of secrets) expect(verify(got, secret).type).toBe("test")
  expect(() => verify(got, makeWebhookSecret())).toThrow()
  expect(() => verify({ ...got, body: `${got.body} ` }, secrets[0] ?? "")).toThrow()
  expect(got.headers).toMatchObject({
    "webhook-id": "a-delivery",
    "content-type": "application/json",
  })
})

it("connects to the address that was checked and asks for no other", async () => {
  const { port, received } = await receiver()
  const asked: string[] = []
  const rebinding = {
    allowPrivateTargets: true,
    async resolve(hostname: string) {
      asked.push(hostname)
      return asked.length === 1 ? ["127.0.0.1"] : ["127.0.0.2"]
    },
  }
  const result = await sendWebhook(message(`http://hooks.example:${port}/`), rebinding)
  expect(result.kind).toBe("delivered")
  expect(asked).toEqual(["hooks.example"])
  expect(received[0]?.headers.host).toBe(`hooks.example:${port}`)
})

it("sends nothing to a private address, by whatever name", async () => {
  const { port, received } = await receiver()
  const rules = (address: string) => ({
    allowPrivateTargets: false,
    resolve: async () => [address],
  })
  const targets = [
    [`http://hooks.example:${port}/`, "127.0.0.1"],
    [`http://127.0.0.1:${port}/`, "8.8.8.8"],
    [`http://[::ffff:127.0.0.1]:${port}/`, "8.8.8.8"],
    [`http://2130706433:${port}/`, "8.8.8.8"],
    [`http://hooks.example:${port}/`, "169.254.169.254"],
  ] as const
  for (const [url, address] of targets) {
    const result = await sendWebhook(message(url), rules(address))
    expect(result, url).toMatchObject({ kind: "failed", outcome: "target_refused", final: true })
  }
  expect(received).toEqual([])
})

it("follows no redirect", async () => {
  const inside = await receiver()
  const { url } = await receiver(() => ({ status: 307, headers: { location: inside.url } }))
  const result = await sendWebhook(message(url), PRIVATE_ALLOWED)
  expect(result).toMatchObject({ kind: "failed", outcome: "redirected", evidence: "HTTP 307" })
  expect(inside.received).toEqual([])
})

it("gives up after its time limit, also where the name is never resolved", async () => {
  const { url } = await receiver(() => ({ status: null }))
  const short = { timeoutInMilliseconds: 300 }
  const timeout = { kind: "failed", outcome: "timeout" }
  expect(await sendWebhook(message(url, short), PRIVATE_ALLOWED)).toMatchObject(timeout)
  const silent = { allowPrivateTargets: false, resolve: () => new Promise<string[]>(() => {}) }
  expect(
    await sendWebhook(message(url.replace("127.0.0.1", "a.example"), short), silent),
  ).toMatchObject(timeout)
})

it("takes a status for an answer, whatever flood follows it", async () => {
  const flood = Buffer.alloc(20 * 1024 * 1024)
  const { url } = await receiver(() => ({ status: 200, body: flood }))
  expect(await sendWebhook(message(url), PRIVATE_ALLOWED)).toMatchObject({ kind: "delivered" })
})

it("hears 410 as never again, and Retry-After as not before", async () => {
  const gone = await receiver(() => ({ status: 410 }))
  expect(await sendWebhook(message(gone.url), PRIVATE_ALLOWED)).toMatchObject({
    outcome: "gone",
    final: true,
  })
  const busy = await receiver(() => ({ status: 429, headers: { "retry-after": "90" } }))
  expect(await sendWebhook(message(busy.url), PRIVATE_ALLOWED)).toMatchObject({
    outcome: "refused",
    evidence: "HTTP 429",
    retryAfterInSeconds: 90,
  })
})

it("distinguishes an unknown name, a port without a listener, and TLS that fails", async () => {
  const { port, close } = await startReceiver()
  const plain = await receiver()
  const nowhere = { allowPrivateTargets: false, resolve: async () => [] }
  expect(await sendWebhook(message("https://a.example/"), nowhere)).toMatchObject({
    outcome: "unresolved",
  })
  expect(
    await sendWebhook(message(`https://127.0.0.1:${plain.port}/`), PRIVATE_ALLOWED),
  ).toMatchObject({ outcome: "tls" })
  await close()
  expect(await sendWebhook(message(`http://127.0.0.1:${port}/`), PRIVATE_ALLOWED)).toMatchObject({
    outcome: "connection_refused",
    evidence: "ECONNREFUSED",
  })
})

it("says what is wrong with a certificate", async () => {
  const server = createServer({ key: MAIL_KEY, cert: MAIL_CERTIFICATE }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const result = await sendWebhook(message(`https://127.0.0.1:${port}/`), PRIVATE_ALLOWED)
  server.close()
  expect(result).toEqual({
    kind: "failed",
    outcome: "certificate_untrusted",
    evidence: "DEPTH_ZERO_SELF_SIGNED_CERT",
  })
})

it.each([
  ["CERT_HAS_EXPIRED", "certificate_expired"],
  ["CERT_NOT_YET_VALID", "certificate_not_yet_valid"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate_of_another_name"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate_untrusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "certificate_untrusted"],
  ["CERT_REVOKED", "certificate_untrusted"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
  ["EPROTO", "tls"],
  ["ECONNRESET", "connection_lost"],
  ["HPE_INVALID_CONSTANT", "not_http"],
  ["ENOTFOUND", "unresolved"],
  ["EHOSTUNREACH", "unreachable"],
  ["a sentence of a library", "unreachable"],
] as const)("takes the code %s for %s", (code, problem) => {
  expect(connectionProblem(code)).toBe(problem)
})
