import type { Answer } from "@/keeper/server/machines/http-message"
import {
  OFFLINE,
  REFUSALS,
  type Refusal,
  type RefusalCode,
} from "@/keeper/server/machines/refusals"
import type { IssuedToken } from "@/keeper/services/access/ready-token"
import type { KnownTenant } from "@/keeper/services/memory/read-tenant"
import { oauthErrorBody } from "@/lib/machine-paths"
import type { TenantStatus } from "@/lib/tenants/status"
import { runsOnText } from "@/lib/words/authoriser-text"
import { missingScopesText } from "@/lib/words/missing-scopes-text"
import { describeStanding } from "@/lib/words/tenant-status"

const CHALLENGE = 'Basic realm="Tenantry", charset="UTF-8"'

/** RFC 6749 §5.1, never with a refresh token. Written once or twice a second. */
export function tokenAnswer(issued: IssuedToken): Answer {
  const { tenant, expiresInSeconds, isShort, missing } = issued
  if (missing.length > 0) return { status: 200, body: tokenBody(issued), headers: NO_CACHE }
  forgetAnswers()
  const written = answers.get(tenant)
  if (written?.expiresInSeconds === expiresInSeconds && written.isShort === isShort) {
    return written.answer
  }
  const answer = { status: 200, body: tokenBody(issued), headers: NO_CACHE }
  answers.set(tenant, { expiresInSeconds, isShort, answer })
  return answer
}

/** Those of the last second serve no longer, and with thousands of organisations they are as large as their tokens. */
function forgetAnswers(): void {
  const second = Math.floor(performance.now() / 1_000)
  if (second === answersOf) return
  answersOf = second
  answers = new WeakMap()
}

function tokenBody(issued: IssuedToken): string {
  const { accessToken, expiresInSeconds, tenant } = issued
  const warnings = listWarnings(issued)
  return JSON.stringify({
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: expiresInSeconds,
    scope: tenant.scopes.join(" "),
    tenant_id: tenant.tenantId,
    tenant_name: tenant.name,
    ...(warnings.length > 0 ? { warnings } : {}),
  })
}

/** What is wrong with an organisation that is still served, or with its token; empty if nothing is. */
function listWarnings({ tenant, isShort, missing }: IssuedToken): Warning[] {
  const { status, reason, number } = tenant
  const { story } = describeStanding(status, reason)
  return [
    ...(status === "healthy" ? [] : [{ code: status, reason, detail: story }]),
    ...(number === 1 ? [] : [otherAuthoriser(number)]),
    ...(isShort ? [SHORT_LIVED] : []),
    ...(missing.length > 0 ? [scopesMissing(missing)] : []),
  ]
}

function otherAuthoriser(number: number): Warning {
  const code = "other_authoriser"
  return { code, reason: "authoriser_lost", detail: runsOnText(number) }
}

function scopesMissing(missing: string[]): Warning {
  const detail = missingScopesText(missing)
  return { code: "scopes_missing", reason: "not_granted", detail }
}

const SHORT_LIVED = {
  code: "short_lived",
  reason: "not_renewed",
  detail:
    "The access token expires sooner than minimum_seconds asks for, because no newer one is available now. It works until it expires. Ask again then.",
} as const satisfies Warning

const NO_CACHE = ["pragma", "no-cache"]
let answers = new WeakMap<KnownTenant, Written>()
let answersOf = 0

/** RFC 6749 §5.2. */
export function oauthError(refusal: Refusal, appUrl: string): Answer {
  const { code, detail, path } = refusal
  return {
    status: REFUSALS[code].status,
    refusal: code,
    body: oauthErrorBody({ code: OAUTH_CODES[code] ?? code, detail, uri: `${appUrl}${path}` }),
    headers: [
      ...["pragma", "no-cache", ...refusalHeaders(code, refusal)],
      // Web then asks another keeper, which may remember what this one does not.
      ...(refusal === OFFLINE ? ["connection", "close"] : []),
    ],
  }
}

/** The headers that a refusal's status calls for (RFC 9110). */
export function refusalHeaders(
  code: RefusalCode,
  { retryAfterInSeconds, allowed = "POST" }: Pick<Refusal, "retryAfterInSeconds" | "allowed">,
): string[] {
  return [
    ...(code === "method_not_allowed" ? ["allow", allowed] : []),
    ...(code === "invalid_client" ? ["www-authenticate", CHALLENGE] : []),
    ...(retryAfterInSeconds === undefined ? [] : ["retry-after", String(retryAfterInSeconds)]),
  ]
}

// OAuth registers no codes for these refusals; the status tells them apart.
const OAUTH_CODES: { [code in RefusalCode]?: string } = {
  not_found: "invalid_request",
  method_not_allowed: "invalid_request",
  content_too_large: "invalid_request",
  unsupported_media_type: "invalid_request",
}

type Warning = {
  code: TenantStatus | "short_lived" | "other_authoriser" | "scopes_missing"
  reason: string
  detail: string
}
type Written = { expiresInSeconds: number; isShort: boolean; answer: Answer }
