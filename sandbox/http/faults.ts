import { z } from "zod"
import type { Answerer, SandboxAnswer, SandboxRequest } from "@/sandbox/http/answers"

/** A fault to play on the next requests to a target; see `createFaults`. */
export const faultSchema = z.strictObject({
  target: z.enum([
    "token",
    "connections",
    "delete-connection",
    "revocation",
    "api",
    "discovery",
    "jwks",
  ]),
  /** Only token requests of this grant type. */
  grantType: z.enum(["refresh_token", "authorization_code", "client_credentials"]).optional(),
  /** Only token requests that present the refresh token of this fingerprint. */
  fingerprint: z.string().optional(),
  kind: z.enum([
    "status",
    "html403",
    "garbage",
    "body",
    "drop-before",
    "drop-after",
    "delay-before",
    "delay-after",
  ]),
  status: z.number().int().min(100).max(599).optional(),
  body: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delayInMilliseconds: z.number().int().min(0).optional(),
  /** How many requests it affects; 0 for all until cleared. */
  times: z.number().int().min(0).default(1),
  /** For status, html403, garbage and body: first carry out the request (rotate), then give this answer. */
  processed: z.boolean().default(false),
})

/**
 * The active faults. `before` acts before the request is carried out, `after` afterwards. A delayed or dropped request
 * is carried out whether or not its client still waits.
 */
export function createFaults(): Faults {
  let queue: QueuedFault[] = []
  const timers = new Set<NodeJS.Timeout>()
  return {
    add: (fault) => {
      queue.push({ fault, left: fault.times === 0 ? Number.POSITIVE_INFINITY : fault.times })
    },
    clear: () => {
      queue = []
    },
    list: () => queue.map(({ fault }) => fault),
    take: (met) => {
      const hit = queue.find(({ fault }) => matches(fault, met))
      if (!hit) return null
      hit.left -= 1
      queue = queue.filter(({ left }) => left > 0)
      return hit.fault
    },
    pause: (milliseconds) => pause(timers, milliseconds),
    close: () => {
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** An answerer that plays the faults of its target. */
export function withFaults(faults: Faults, target: Fault["target"], answerer: Answerer): Answerer {
  return (request) => answerWithFault(faults, { fault: faults.take({ target }), request, answerer })
}

/** Answers a request through a fault, or plainly when there is none. */
export async function answerWithFault(
  faults: Faults,
  { fault, request, answerer }: Faulty,
): Promise<SandboxAnswer> {
  if (!fault) return answerer(request)
  const delayInMilliseconds = fault.delayInMilliseconds ?? 1000
  switch (fault.kind) {
    case "drop-before":
      return { kind: "cut" }
    case "drop-after":
      await answerer(request)
      return { kind: "cut" }
    case "delay-before":
      await faults.pause(delayInMilliseconds)
      return answerer(request)
    case "delay-after": {
      const answer = await answerer(request)
      await faults.pause(delayInMilliseconds)
      return answer
    }
    default:
      if (fault.processed) await answerer(request)
      return plainFault(fault)
  }
}

function plainFault({ kind, status, body, headers }: Fault): SandboxAnswer {
  const text = typeof body === "object" ? JSON.stringify(body) : body
  const json = { "content-type": "application/json; charset=UTF-8", ...headers }
  const html = { "content-type": "text/html; charset=utf-8", ...headers }
  switch (kind) {
    case "html403":
      return { kind: "answer", status: 403, headers: html, body: text ?? WAF_PAGE }
    case "garbage":
      return { kind: "answer", status: status ?? 200, headers: json, body: text ?? '{"access_tok' }
    case "body":
      return { kind: "answer", status: status ?? 200, headers: json, body: text ?? "" }
    default:
      return { kind: "answer", status: status ?? 500, headers: json, body: text ?? "" }
  }
}

function matches(fault: Fault, { target, grantType, fingerprint }: MetRequest): boolean {
  if (fault.target !== target) return false
  if (fault.fingerprint !== undefined && fault.fingerprint !== fingerprint) return false
  return fault.grantType === undefined || fault.grantType === grantType
}

function pause(timers: Set<NodeJS.Timeout>, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      resolve()
    }, milliseconds)
    timers.add(timer)
  })
}

/** The answer of the firewall in front of Xero to bursts (docs/xero.md §1.5). */
const WAF_PAGE =
  "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access this server.</BODY></HTML>"

type MetRequest = {
  target: Fault["target"]
  grantType?: string
  fingerprint?: string | undefined
}
type Faulty = { fault: Fault | null; request: SandboxRequest; answerer: Answerer }
type QueuedFault = { fault: Fault; left: number }
export type Fault = z.infer<typeof faultSchema>
export type FaultInput = z.input<typeof faultSchema>
export type Faults = {
  add: (fault: Fault) => void
  clear: () => void
  list: () => Fault[]
  take: (met: MetRequest) => Fault | null
  pause: (milliseconds: number) => Promise<void>
  close: () => void
}
