import type { Denied } from "@/keeper/services/access/authenticate"
import type { FetchOutcome } from "@/keeper/services/access/fetch-token"
import { describeStanding } from "@/lib/words/tenant-status"

/** Everything that a service can be told instead of what it asked for; `/oauth/token` and `/api/v1` say it each in its form. */
export const REFUSALS = {
  invalid_request: { status: 400, title: "The request is not as it must be" },
  unsupported_grant_type: { status: 400, title: "Only client_credentials is answered" },
  invalid_target: { status: 400, title: "No such organisation, or not one of this service's" },
  invalid_client: { status: 401, title: "Client authentication failed" },
  not_found: { status: 404, title: "There is nothing at this address" },
  method_not_allowed: { status: 405, title: "This address does not answer that method" },
  reconnect_required: { status: 409, title: "The organisation must be reconnected" },
  tenant_disconnected: { status: 409, title: "The organisation is disconnected" },
  content_too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "The request has the wrong content type" },
  too_many_requests: { status: 429, title: "Too many requests" },
  temporarily_unavailable: { status: 503, title: "Not to be had at the moment" },
} as const

/** What a fetch that brought no token is called, and where it is mended: a path of Tenantry. */
export function refusalOf(
  outcome: Exclude<FetchOutcome, { kind: "token" }>,
  serviceId: string,
): Refusal {
  if (outcome.kind === "not_reached") {
    return {
      code: "invalid_target",
      detail: "resource names no organisation that this service may reach",
      path: `/services/${serviceId}`,
    }
  }
  if (outcome.kind === "turned_away") return unauthenticated(outcome.denied)
  if (outcome.kind === "unavailable") return unavailableOf(outcome)
  const { tenantId, status, reason } = outcome.tenant
  return {
    code: outcome.kind,
    detail: describeStanding(status, reason).story,
    path: `/organisations/${tenantId}`,
  }
}

function unavailableOf({ why, tenant, retryAfterInSeconds }: Unavailable): Refusal {
  const code = "temporarily_unavailable"
  if (why === "copied_database" || tenant === null) {
    const { story } = describeStanding("paused", "copied_database")
    return { code, detail: story, path: "/organisations", retryAfterInSeconds }
  }
  const healthy = tenant.status === "healthy" || tenant.status === "expiring_soon"
  const { story } = describeStanding(tenant.status, tenant.reason)
  const detail = healthy ? "Xero gave no access token just now. Ask again." : story
  return { code, detail, path: `/organisations/${tenant.tenantId}`, retryAfterInSeconds }
}

/** Why nobody is answered who did not authenticate: always the same, unless they should ask later. */
export function unauthenticated(denied: Denied): Refusal {
  if (denied.kind === "offline") return OFFLINE
  if (denied.kind === "denied") return INVALID_CLIENT
  return tooManyRequests(denied.retryAfterInSeconds, denied.serviceId)
}

const INVALID_CLIENT: Refusal = {
  code: "invalid_client",
  detail: "The client id and secret are not those of a service that may ask now and from here",
  path: "/services",
}

/** Something went wrong here that nobody foresaw. */
export const FAILED: Refusal = {
  code: "temporarily_unavailable",
  detail: "The keeper failed to answer this; its log says why. Ask again.",
  path: "/organisations",
  retryAfterInSeconds: 10,
}

export const OFFLINE: Refusal = {
  code: "temporarily_unavailable",
  detail: "The keeper cannot read its database, so it does not know who may fetch what. Ask again.",
  path: "/organisations",
  retryAfterInSeconds: 10,
}

function tooManyRequests(retryAfterInSeconds: number, serviceId: string | null): Refusal {
  return {
    code: "too_many_requests",
    detail:
      "Asked too often. A token that was fetched is good until it expires: keep it until then.",
    path: serviceId === null ? "/services" : `/services/${serviceId}`,
    retryAfterInSeconds,
  }
}

/** What the caller must do differently; `path` has the examples. */
export function badRequest(detail: string, path = "/services"): Refusal {
  return { code: "invalid_request", detail, path }
}

type Unavailable = Extract<FetchOutcome, { kind: "unavailable" }>
export type RefusalCode = keyof typeof REFUSALS
export type Refusal = {
  code: RefusalCode
  detail: string
  /** The page that mends it. */
  path: string
  retryAfterInSeconds?: number
  /** The methods that the address answers, where the one asked for is not among them. */
  allowed?: string
}
