import { request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http"
import { request as httpsRequest } from "node:https"
import { isIP, type LookupFunction } from "node:net"
import { Webhook } from "standardwebhooks"
import { connectionProblem } from "@/keeper/outgoing/connection-problem"
import type { SendResult } from "@/keeper/outgoing/send-result"
import { findTarget, type TargetRules } from "@/keeper/outgoing/target"
import { openTunnel, proxyFor } from "@/keeper/xero/proxy"
import type { SendProblem } from "@/lib/alerts/send-problem"

// However long a receiver asks for: alerts are given up after a day.
const LONGEST_PAUSE_IN_SECONDS = 24 * 60 * 60
// The answer is not used; a little of it is read so that a well-behaved server is not cut off.
const MAX_ANSWER_IN_BYTES = 64 * 1024

/**
 * Sends one signed message, as the Standard Webhooks specification says: id, time of this attempt, and one signature
 * for each secret, so that a receiver can change over. It connects to the address that was checked, follows no
 * redirect, and has one time limit for the whole exchange. 2xx means delivered; 410 asks for no further attempts.
 */
export async function sendWebhook(
  message: WebhookMessage,
  rules: TargetRules,
): Promise<SendResult> {
  const signal = AbortSignal.timeout(message.timeoutInMilliseconds)
  const sending = findTarget(new URL(message.url).hostname, rules).then((target) => {
    if (target.kind === "found") return post(message, target.addresses, signal)
    if (target.kind === "unresolved") return failed("unresolved")
    return { ...failed("target_refused"), final: true }
  })
  const late = new Promise<SendResult>((resolve) => {
    signal.addEventListener("abort", () => resolve(failed("timeout")), { once: true })
  })
  return Promise.race([sending, late])
}

/** A proxy gets the checked address too, never the name, because it could resolve the name differently. */
async function post(
  message: WebhookMessage,
  addresses: string[],
  signal: AbortSignal,
): Promise<SendResult> {
  const url = new URL(message.url)
  const proxy = proxyFor(url)
  if (proxy === null) return send(message, { lookup: lookupOf(addresses), signal })
  const address = addresses.find((one) => isIP(one) === 4) ?? addresses[0]
  return openTunnel(proxy, { url, address, signal }).then(
    (tunnel) => send(message, { agent: undefined, createConnection: () => tunnel, signal }),
    (cause: NodeJS.ErrnoException) => explain(cause, signal),
  )
}

function send(message: WebhookMessage, way: RequestOptions & Signal): Promise<SendResult> {
  const url = new URL(message.url)
  const start = url.protocol === "https:" ? httpsRequest : httpRequest
  return new Promise((resolve) => {
    const request = start(url, { ...OPTIONS, headers: headersOf(message), ...way })
    request.on("response", (response) => {
      drain(response)
      resolve(judge(response))
    })
    request.on("error", (cause: NodeJS.ErrnoException) => resolve(explain(cause, way.signal)))
    request.end(message.body)
  })
}

function headersOf({ id, secrets, body }: WebhookMessage): Record<string, string> {
  const at = new Date()
  return {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "user-agent": "Tenantry",
    connection: "close",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(at.getTime() / 1_000)),
    "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(" "),
  }
}

/** Answers every look-up with the checked addresses. */
function lookupOf(addresses: string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_hostname, options, callback) => {
    if (options.all) return callback(null, found)
    callback(null, found[0]?.address ?? "", found[0]?.family)
  }
}

function drain(response: IncomingMessage): void {
  let length = 0
  response.on("data", (chunk: Buffer) => {
    length += chunk.length
    if (length > MAX_ANSWER_IN_BYTES) response.destroy()
  })
  // How the body ends does not matter: only the status counts.
  response.on("error", () => {})
}

function judge({ statusCode = 0, headers }: IncomingMessage): SendResult {
  const evidence = `HTTP ${statusCode}`
  if (statusCode >= 200 && statusCode < 300) return { kind: "delivered", evidence }
  if (statusCode === 410) return { kind: "failed", outcome: "gone", evidence, final: true }
  if (statusCode >= 300 && statusCode < 400) return failed("redirected", evidence)
  const asked = Number(headers["retry-after"])
  const retryAfterInSeconds = asked > 0 ? Math.min(asked, LONGEST_PAUSE_IN_SECONDS) : null
  return { kind: "failed", outcome: "refused", evidence, retryAfterInSeconds }
}

function explain({ code }: NodeJS.ErrnoException, signal: AbortSignal): SendResult {
  if (signal.aborted) return failed("timeout")
  return failed(connectionProblem(code ?? null), code)
}

function failed(
  outcome: SendProblem,
  evidence: string | null = null,
): Extract<SendResult, { kind: "failed" }> {
  return { kind: "failed", outcome, evidence }
}

const OPTIONS: RequestOptions = { method: "POST", agent: false }

type Signal = { signal: AbortSignal }
export type WebhookMessage = {
  url: string
  /** Stays the same at every attempt, so that a receiver recognises a repeat. */
  id: string
  /** `whsec_…`; the newest first. */
  secrets: string[]
  body: string
  timeoutInMilliseconds: number
}
