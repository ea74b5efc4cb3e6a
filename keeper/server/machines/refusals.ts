import type { Denied } from "@/keeper/services/access/authenticate"
import type { IssueOutcome } from "@/keeper/services/access/issue-token"
import { missingScopesText } from "@/lib/words/missing-scopes-text"
import { describeStanding } from "@/lib/words/tenant-status"

/** Every refusal that a service can get. `/oauth/token` and `/api/v1` each send it in their own format. */
export const REFUSALS = {
  invalid_request: { status: 400, title: "Invalid request" },
  unsupported_grant_type: { status: 400, title: "Only client_credentials is supported" },
  invalid_target: {
    status: 400,
    title: "Unknown organisation, or the service has no access to it",
  },
  invalid_scope: { status: 400, title: "The scopes were not granted" },
  invalid_client: { status: 401, title: "Client authentication failed" },
  access_denied: { status: 403, title: "The service does not have this right" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  reconnect_required: { status: 409, title: "The organisation must be reconnected" },
  tenant_disconnected: { status: 409, title: "The organisation is disconnected" },
  content_too_large: { status: 413, title: "The request is too large" },
  idempotency_key_reused: { status: 422, title: "This key was already used for another request" },
  unsupported_media_type: { status: 415, title: "Unsupported content type" },
  too_many_requests: { status: 429, title: "Too many requests" },
  temporarily_unavailable: { status: 503, title: "Temporarily unavailable" },
} as const

/** The refusal for a fetch without a token, and the page of Tenantry that helps to fix it. */
export function refusalOf(
  outcome: Exclude<IssueOutcome, { kind: "token" }>,
  serviceId: string,
): Refusal {
  if (outcome.kind === "not_reached") {
    const detail = "resource names no organisation that this service may access"
    return refuse("invalid_target", detail, `/services/${serviceId}`)
  }
  if (outcome.kind === "turned_away") return unauthenticated(outcome.denied)
  if (outcome.kind === "unavailable") return unavailableOf(outcome)
  const { tenantId, status, reason } = outcome.tenant
  const path = `/organisations/${tenantId}`
  return outcome.kind === "scopes_missing"
    ? refuse("invalid_scope", missingScopesText(outcome.missing), path)
    : refuse(outcome.kind, describeStanding(status, reason).story, path)
}

function unavailableOf({ why, tenant, retryAfterInSeconds }: Unavailable): Refusal {
  if (why === "copied_database" || tenant === null) return { ...COPIED, retryAfterInSeconds }
  const healthy = tenant.status === "healthy" || tenant.status === "expiring_soon"
  const { story } = describeStanding(tenant.status, tenant.reason)
  const detail = healthy ? "Xero did not issue an access token. Try again." : story
  const path = `/organisations/${tenant.tenantId}`
  return { ...refuse("temporarily_unavailable", detail, path), retryAfterInSeconds }
}

/** The refusal for a failed authentication. Always the same, so that it reveals nothing, unless the caller should try later. */
export function unauthenticated(denied: Denied): Refusal {
  if (denied.kind === "offline") return OFFLINE
  if (denied.kind === "denied") return INVALID_CLIENT
  return tooManyRequests(denied.retryAfterInSeconds, denied.serviceId)
}

const INVALID_CLIENT = refuse(
  "invalid_client",
  "The client id or secret is wrong, or the service may not ask now or from this network",
)

/** An unexpected failure here. */
export const FAILED = unavailable("The keeper failed to answer. Its log says why. Try again.")

export const DISK_FULL = unavailable(
  "The database's disk is full, so nothing can be saved. An owner must free up space.",
  60,
)

export const OFFLINE = unavailable(
  "The keeper cannot read its database, so it cannot check access. Try again.",
)

export const COPIED = unavailable(describeStanding("paused", "copied_database").story)

function unavailable(detail: string, retryAfterInSeconds = 10): Refusal {
  return { ...refuse("temporarily_unavailable", detail, "/organisations"), retryAfterInSeconds }
}

function tooManyRequests(retryAfterInSeconds: number, serviceId: string | null): Refusal {
  return {
    code: "too_many_requests",
    detail: "Too many requests. Keep each token until it expires instead of fetching a new one.",
    path: serviceId === null ? "/services" : `/services/${serviceId}`,
    retryAfterInSeconds,
  }
}

/** A refusal and what is wrong; `path` is the page that helps to fix it. */
export function refuse(code: RefusalCode, detail: string, path = "/services"): Refusal {
  return { code, detail, path }
}

/** A malformed request, with what is wrong; `path` leads to examples. */
export function badRequest(detail: string, path?: string): Refusal {
  return refuse("invalid_request", detail, path)
}

/** What only a service with a further right may do. */
export function withoutRight(serviceId: string, what: string): Refusal {
  const detail = `The service may not ${what}. An admin can give it that right.`
  return refuse("access_denied", detail, `/services/${serviceId}`)
}

type Unavailable = Extract<IssueOutcome, { kind: "unavailable" }>
export type RefusalCode = keyof typeof REFUSALS
export type Refusal = {
  code: RefusalCode
  detail: string
  /** The page that helps to fix it. */
  path: string
  retryAfterInSeconds?: number
  /** The methods that the address supports, for a refused method. */
  allowed?: string
}
