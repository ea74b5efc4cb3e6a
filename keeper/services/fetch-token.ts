import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import type { KnownTenant } from "@/keeper/services/read-tenant"
import type { KnownService } from "@/keeper/services/service-cache"
import type { ServiceDesk } from "@/keeper/services/service-desk"
import { standingOf } from "@/keeper/services/standing"

const RETRY_IN_SECONDS = 10
// Room for the answer's way back, so that what is promised still holds when it arrives.
const MARGIN_IN_SECONDS = 2

/**
 * A live access token of one organisation for a service that was authenticated: from memory where it lives long enough,
 * else after one refresh that all callers share. What is handed out is in the ledger; the first time before it is told.
 */
export async function fetchToken(desk: ServiceDesk, wanted: Wanted): Promise<FetchOutcome> {
  const { service, tenantId, address } = wanted
  if (desk.keeper.guard.isCopy()) return COPIED_DATABASE
  if (service.tenantIds?.has(tenantId) === false) return { kind: "not_reached" }
  const kept = desk.tokens.peek(tenantId)
  const outcome = (kept && readyToken(kept, wanted)) ?? (await fetchSlowly(desk, wanted))
  if (outcome.kind !== "token") return outcome
  if (!desk.ledger.count(service.id, tenantId)) {
    await desk.ledger.countFirst({ serviceId: service.id, tenantId, address: address() })
  }
  desk.used.grant(outcome.grantId)
  return outcome
}

async function fetchSlowly(desk: ServiceDesk, wanted: Wanted): Promise<FetchOutcome> {
  const tenant = await desk.tokens.read(wanted.tenantId)
  if (tenant === null) return { kind: "not_reached" }
  const ready = readyToken(tenant, wanted)
  if (ready !== null) return ready
  const standing = standingOf(tenant)
  if (standing !== "serves") return { kind: standing, tenant }
  const why = await desk.refreshes.run(
    `${tenant.grantId} ${wanted.minimumSeconds}`,
    0,
    async () => {
      const live = await liveAccessToken(desk.keeper, tenant.grantId, minimumOf(tenant, wanted))
      return live.kind === "live" ? live.warning : live.why
    },
  )
  const renewed = await desk.tokens.read(wanted.tenantId)
  if (renewed === null) return { kind: "not_reached" }
  const renewedToken = readyToken(renewed, wanted)
  if (renewedToken !== null) return renewedToken
  if (renewed.token !== null && why === null) renewed.token.isShortLived = true
  return readyToken(renewed, { minimumSeconds: 1 }) ?? without(renewed, why)
}

/** Null where its token does not live, or does not serve. */
function readyToken(
  tenant: KnownTenant,
  wanted: Pick<Wanted, "minimumSeconds">,
): IssuedToken | null {
  const { token, grantId } = tenant
  if (!token?.accessToken || standingOf(tenant) !== "serves") return null
  const expiresInSeconds = Math.floor((token.expiresAt - performance.now()) / 1_000)
  if (expiresInSeconds < minimumOf(tenant, wanted)) return null
  return { kind: "token", accessToken: token.accessToken, expiresInSeconds, grantId, tenant }
}

/** Where a refresh has shown that Xero's tokens do not live as long as is asked for, half their life must do. */
function minimumOf({ token }: KnownTenant, { minimumSeconds }: Pick<Wanted, "minimumSeconds">) {
  const asked = minimumSeconds + MARGIN_IN_SECONDS
  return token?.isShortLived ? Math.min(asked, token.lifeInSeconds / 2) : asked
}

function without(tenant: KnownTenant, why: RefreshResult | null): FetchOutcome {
  const standing = standingOf(tenant)
  if (standing !== "serves") return { kind: standing, tenant }
  if (why?.kind === "ended") return { kind: "reconnect_required", tenant }
  const retryAt = why?.kind === "waiting" ? why.retryAt : null
  const waitInSeconds =
    retryAt === null ? RETRY_IN_SECONDS : (retryAt.getTime() - Date.now()) / 1_000
  const retryAfterInSeconds = Math.min(300, Math.max(1, Math.ceil(waitInSeconds)))
  return { kind: "unavailable", why: "xero", retryAfterInSeconds, tenant }
}

const COPIED_DATABASE = {
  kind: "unavailable",
  why: "copied_database",
  retryAfterInSeconds: RETRY_IN_SECONDS,
  tenant: null,
} as const

export type Wanted = {
  service: KnownService
  tenantId: string
  minimumSeconds: number
  /** Where the request came from. */
  address(): string
}
export type IssuedToken = {
  kind: "token"
  accessToken: string
  expiresInSeconds: number
  grantId: string
  tenant: KnownTenant
}
export type FetchOutcome =
  | IssuedToken
  /** Unknown, or not this service's. */
  | { kind: "not_reached" }
  | { kind: "reconnect_required" | "tenant_disconnected"; tenant: KnownTenant }
  | {
      kind: "unavailable"
      why: "xero" | "copied_database"
      retryAfterInSeconds: number
      /** Null: not this organisation's trouble. */
      tenant: KnownTenant | null
    }
