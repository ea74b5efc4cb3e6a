import type { Answer, Sent } from "@/keeper/xero/send-once"
import { parseJson, tokenAnswer, tokenError } from "@/keeper/xero/wire"

// RFC 6749 §5.2 codes that speak of the app, never of one grant.
const APP_FAULTS = new Set([
  "invalid_client",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
])
const LONGEST_WAIT_IN_SECONDS = 3_600

/**
 * What one answer of the token endpoint means for a refresh chain (the table "One refresh" of docs/refresh-chain.md): only
 * `invalid_grant` speaks of the grant, and even that is a question. Whatever cannot be read is `unknown`, never a failure.
 */
export function judgeTokenAnswer(sent: Sent): TokenJudgement {
  if (sent.kind !== "answered") return { kind: sent.kind, evidence: NO_EVIDENCE }
  const evidence = {
    httpStatus: sent.status,
    correlationId: sent.headers.get("xero-correlation-id"),
  }
  const body = parseJson(sent.body)
  if (sent.status >= 200 && sent.status < 300) {
    const answer = tokenAnswer.safeParse(body)
    if (!answer.success) return { kind: "unknown", evidence }
    return { kind: "ok", evidence, tokenSet: toTokenSet(answer.data, dateOf(sent.headers)) }
  }
  const error = tokenError.safeParse(body).data?.error
  if (error === "invalid_grant") return { kind: "invalid_grant", evidence }
  if (error !== undefined && APP_FAULTS.has(error))
    return { kind: "app_fault", code: error, evidence }
  if (isThrottled(sent)) {
    return { kind: "throttled", retryAfterInSeconds: retryAfter(sent.headers), evidence }
  }
  return { kind: "unknown", evidence }
}

/**
 * 403, 429, and what a wall in front of Xero says in HTML: the request was turned away before any token was looked at. Not a
 * 408 or a 5xx, whatever its form: what was behind may have answered.
 */
function isThrottled({ status, headers, body }: Answer): boolean {
  if (status === 403 || status === 429) return true
  const isHtml = /html/i.test(headers.get("content-type") ?? "") || /^\s*</.test(body)
  return isHtml && status >= 400 && status < 500 && status !== 408
}

/**
 * RFC 9110 §10.2.3, in seconds, at most an hour; null where it is absent or a date that cannot be read. A date is compared
 * with the one of the same answer: this machine's clock may be wrong.
 */
export function retryAfter(headers: Headers): number | null {
  const value = headers.get("retry-after")
  if (value === null) return null
  const now = dateOf(headers)?.getTime() ?? Date.now()
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - now) / 1000
  if (!Number.isFinite(seconds)) return null
  return Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_WAIT_IN_SECONDS)
}

/** The other side's clock when it answered (RFC 9110 §6.6.1). */
function dateOf(headers: Headers): Date | null {
  const date = new Date(headers.get("date") ?? Number.NaN)
  return Number.isNaN(date.getTime()) ? null : date
}

function toTokenSet(
  answer: (typeof tokenAnswer)["_output"],
  issuedAt: Date | null,
): ReceivedTokenSet {
  return {
    issuedAt,
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    idToken: answer.id_token ?? null,
    expiresInSeconds: answer.expires_in,
    scopes: answer.scope?.split(" ").filter(Boolean) ?? [],
  }
}

const NO_EVIDENCE = { httpStatus: null, correlationId: null }

export type ReceivedTokenSet = {
  /** By Xero's clock, where it told. */
  issuedAt: Date | null
  accessToken: string
  refreshToken: string | null
  idToken: string | null
  expiresInSeconds: number
  scopes: string[]
}
export type Evidence = { httpStatus: number | null; correlationId: string | null }
export type TokenJudgement = { evidence: Evidence } & (
  | { kind: "ok"; tokenSet: ReceivedTokenSet }
  | { kind: "invalid_grant" }
  | { kind: "app_fault"; code: string }
  | { kind: "throttled"; retryAfterInSeconds: number | null }
  | { kind: "unknown" }
  | { kind: "not_sent" }
)
export type FailedJudgement = Extract<
  TokenJudgement,
  { kind: "not_sent" | "unknown" | "throttled" | "app_fault" }
>
