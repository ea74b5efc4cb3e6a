import type { Answer, Sent } from "@/keeper/xero/send-once"
import {
  accessTokenClaims,
  decodeClaims,
  errorCodeOf,
  parseBody,
  parseTornAnswer,
  tokenAnswer,
} from "@/keeper/xero/wire"
import { httpDate, utcMoment } from "@/keeper/xero/wire-times"

// RFC 6749 §5.2 codes that are about the app, never about one grant.
const APP_FAULTS = new Set([
  "invalid_client",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_scope",
])
const LONGEST_WAIT_IN_SECONDS = 3_600
const EPOCH_SECONDS = 1e9
const XEROS_LIFE_IN_SECONDS = 30 * 60
const LONGEST_LIFE_IN_SECONDS = 24 * 60 * 60

/**
 * What one answer of the token endpoint means for a refresh chain (the table "One refresh" of docs/refresh-chain.md):
 * only `invalid_grant` is about the grant, and even that is a question. A 2xx with any token is accepted, however odd
 * the rest is, because it cannot be requested again; one with an error code instead says what that code says. Whatever
 * cannot be read is `unknown`, never a failure.
 */
export function judgeTokenAnswer(sent: Sent): TokenJudgement {
  if (sent.kind !== "answered") return { kind: sent.kind, evidence: NO_EVIDENCE }
  const evidence = {
    httpStatus: sent.status,
    correlationId: sent.headers.get("xero-correlation-id")?.slice(0, 100) ?? null,
  }
  const body = parseBody(sent.body)
  const isGood = sent.status >= 200 && sent.status < 300
  const error = errorCodeOf(sent.body)
  const issuedAt = httpDate(sent.headers.get("date"))
  const tokenSet = isGood ? findTokenSet({ ...sent, parsed: body, error, issuedAt }) : null
  if (tokenSet !== null) return { kind: "ok", evidence, tokenSet }
  if (error === "invalid_grant") return { kind: "invalid_grant", evidence }
  if (error !== undefined && APP_FAULTS.has(error))
    return { kind: "app_fault", code: error, evidence }
  if (isThrottled(sent)) {
    return { kind: "throttled", retryAfterInSeconds: retryAfter(sent.headers), evidence }
  }
  return { kind: "unknown", evidence }
}

/**
 * 403, 429 and HTML errors of a firewall in front of Xero: the request was turned away before Xero looked at any token.
 * Never a 408 or a 5xx, whatever its form: Xero behind it may have acted.
 */
function isThrottled({ status, headers, body }: Answer): boolean {
  if (status === 403 || status === 429) return true
  const isHtml = /html/i.test(headers.get("content-type") ?? "") || /^\s*</.test(body)
  return isHtml && status >= 400 && status < 500 && status !== 408
}

/**
 * RFC 9110 §10.2.3, in seconds, at most an hour; null if it is missing or unreadable. A date is compared with the Date
 * header of the same answer, because this machine's clock may be wrong.
 */
export function retryAfter(headers: Headers): number | null {
  const value = headers.get("retry-after")
  if (value === null) return null
  const seconds = waitOf(value, (httpDate(headers.get("date"))?.getTime() ?? Date.now()) / 1000)
  if (!Number.isFinite(seconds)) return null
  return Math.min(Math.max(Math.ceil(seconds), 0), LONGEST_WAIT_IN_SECONDS)
}

/** Also with a unit, or twice, or as a moment instead of a wait. */
function waitOf(value: string, now: number): number {
  const [, said] = /^"?(\d+(?:\.\d+)?)"?\s*(?:$|[,;s])/i.exec(value) ?? []
  const wait = Number(said)
  if (wait < EPOCH_SECONDS) return wait
  if (said !== undefined) return (wait < EPOCH_SECONDS * 1000 ? wait : wait / 1000) - now
  return ((httpDate(value) ?? utcMoment(value))?.getTime() ?? Number.NaN) / 1000 - now
}

/** Where the body has no token where it should be, one that is torn off, or inside something else, counts. */
function findTokenSet({ parsed, error, body, issuedAt }: Good): ReceivedTokenSet | null {
  const plain = readTokenSet(parsed, issuedAt)
  if (plain !== null || error !== undefined) return plain
  return readTokenSet(parseTornAnswer(typeof parsed === "string" ? parsed : body), issuedAt)
}

/** Null if it contains no token. */
function readTokenSet(body: unknown, issuedAt: Date | null): ReceivedTokenSet | null {
  const answer = tokenAnswer.safeParse(body).data
  const accessToken = answer?.access_token ?? null
  const refreshToken = answer?.refresh_token ?? null
  if (answer === undefined || (accessToken === null && refreshToken === null)) return null
  return {
    issuedAt,
    accessToken,
    refreshToken,
    idToken: answer.id_token,
    expiresInSeconds:
      accessToken === null ? 0 : (answer.expires_in ?? ownLifeOf(accessToken, issuedAt)),
    scopes: answer.scope,
  }
}

/** The lifetime that an access token states itself; Xero's 30 minutes if it states none that is possible. */
function ownLifeOf(accessToken: string | null, issuedAt: Date | null): number {
  const { exp, nbf } = accessTokenClaims.safeParse(decodeClaims(accessToken)).data ?? NO_TIMES
  if (exp === null) return XEROS_LIFE_IN_SECONDS
  const life = Math.floor(exp - (nbf ?? (issuedAt?.getTime() ?? Date.now()) / 1_000))
  return life > 0 && life <= LONGEST_LIFE_IN_SECONDS ? life : XEROS_LIFE_IN_SECONDS
}

type Good = Answer & { parsed: unknown; error: string | undefined; issuedAt: Date | null }

const NO_TIMES = { exp: null, nbf: null }
export const NO_EVIDENCE = { httpStatus: null, correlationId: null }

/** No token request left this machine. */
export const NO_TOKEN_REQUEST = { kind: "not_sent", evidence: NO_EVIDENCE } as const

export type ReceivedTokenSet = {
  /** By Xero's clock, if the answer has a date. */
  issuedAt: Date | null
  /** Null if there is none that could be sent. A refresh token alone still continues the chain. */
  accessToken: string | null
  refreshToken: string | null
  idToken: string | null
  expiresInSeconds: number
  /** Null if they are as requested (RFC 6749 §5.1) or as before. */
  scopes: string[] | null
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
