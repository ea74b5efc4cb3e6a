import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import { type Client, type Denied, recognise } from "@/keeper/services/access/authenticate"
import { availabilityOf } from "@/keeper/services/access/availability"
import { andThen, type Eventual } from "@/keeper/services/access/eventual"
import type { KnownTenant } from "@/keeper/services/memory/read-tenant"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import { withDeadline } from "@/keeper/services/memory/with-deadline"
import type { ServiceContext } from "@/keeper/services/service-context"

const RETRY_IN_SECONDS = 10
// Time for the answer to travel, so that the promised lifetime still holds when it arrives.
const MARGIN_IN_SECONDS = 2
// A token that is handed out because no newer one can be had must outlive the way back too.
const LEAST_IN_SECONDS = 1 + MARGIN_IN_SECONDS
// Waiting for another keeper's lease takes up to 72 s, and the token request after it up to 25 s.
const REFRESH_LIMITS = { silentMilliseconds: 5_000, mostMilliseconds: 100_000 }

/**
 * A live access token of one organisation for an authenticated service: at once from memory if it lives long enough,
 * otherwise after one refresh that all callers share. Every token handed out is counted in the ledger; a service's
 * first fetch is written before the answer.
 */
export function issueToken(context: ServiceContext, wanted: Wanted): Eventual<IssueOutcome> {
  if (context.keeper.guard.isCopy()) return COPIED_DATABASE
  if (!reaches(wanted.service, wanted.tenantId)) return { kind: "not_reached" }
  const kept = keptToken(context, wanted)
  if (kept !== null) return countFetch(context, wanted, kept)
  return renewAndRecognise(context, wanted).then((outcome) =>
    outcome.kind === "token" ? countFetch(context, wanted, outcome) : outcome,
  )
}

function countFetch(
  { ledger, used }: ServiceContext,
  { service, tenantId, client }: Wanted,
  issued: IssuedToken,
): Eventual<IssuedToken> {
  const counted = ledger.count(service.id, tenantId)
    ? undefined
    : ledger.countFirst({ serviceId: service.id, tenantId, address: client.address() })
  return andThen(counted, () => {
    used.grant(issued.grantId)
    return issued
  })
}

/** Checks the service again after the wait: it may have lost its access in the meantime. */
async function renewAndRecognise(context: ServiceContext, wanted: Wanted): Promise<IssueOutcome> {
  const inOutage = context.feed.isFresh() ? null : keptToken(context, wanted, LEAST_IN_SECONDS)
  const outcome = inOutage ?? (await renew(context, wanted).catch(keptInstead(context, wanted)))
  if (outcome.kind !== "token") return outcome
  const again = await recognise(context, wanted.client)
  if (again.kind !== "service") return { kind: "turned_away", denied: again }
  if (context.keeper.guard.isCopy()) return COPIED_DATABASE
  return reaches(again.service, wanted.tenantId) ? outcome : { kind: "not_reached" }
}

function reaches({ tenantIds }: KnownService, tenantId: string): boolean {
  return tenantIds === null || tenantIds.has(tenantId)
}

/** A token that still lives is handed out even if the refresh failed, whatever the reason, the database included. */
function keptInstead(context: ServiceContext, wanted: Wanted): (cause: unknown) => IssuedToken {
  return (cause) => {
    const kept = keptToken(context, wanted, LEAST_IN_SECONDS)
    if (kept === null) throw cause
    const reason = cause instanceof Error ? cause.name : "unknown"
    context.keeper.log.warn({ event: "token_not_renewed", tenantId: wanted.tenantId, reason })
    return kept
  }
}

async function renew(context: ServiceContext, wanted: Wanted): Promise<IssueOutcome> {
  const tenant = await context.tokens.read(wanted.tenantId)
  if (tenant === null) return { kind: "not_reached" }
  const ready = readyToken(tenant, wanted)
  if (ready !== null) return ready
  const availability = availabilityOf(tenant)
  if (availability !== "available") return { kind: availability, tenant }
  const why = await refresh(context, tenant, wanted)
  const renewed = await context.tokens.read(wanted.tenantId)
  if (renewed === null) return { kind: "not_reached" }
  const renewedToken = readyToken(renewed, wanted)
  if (renewedToken !== null) return renewedToken
  if (renewed.token !== null && why === null) renewed.token.isShortLived = true
  return readyToken(renewed, wanted, LEAST_IN_SECONDS) ?? without(context, renewed, why)
}

/** Null if it succeeded. */
function refresh(
  context: ServiceContext,
  tenant: KnownTenant,
  wanted: Wanted,
): Promise<RefreshResult | null> {
  const { grantId } = tenant
  return context.refreshes.run(`${grantId} ${wanted.minimumSeconds}`, async () => {
    const asked = liveAccessToken(context.keeper, grantId, minimumOf(tenant, wanted))
    const live = await withDeadline(context.feed, REFRESH_LIMITS, asked)
    return live.kind === "live" ? live.warning : live.why
  })
}

function keptToken(
  context: ServiceContext,
  wanted: Wanted,
  leastSeconds?: number,
): IssuedToken | null {
  const kept = context.tokens.peek(wanted.tenantId)
  return kept === undefined ? null : readyToken(kept, wanted, leastSeconds)
}

/** Null if its token does not live for `leastSeconds` or may not be handed out. */
function readyToken(
  tenant: KnownTenant,
  wanted: Wanted,
  leastSeconds = minimumOf(tenant, wanted),
): IssuedToken | null {
  const { token, grantId } = tenant
  if (!token?.accessToken || availabilityOf(tenant) !== "available") return null
  const expiresInSeconds = Math.floor((token.expiresAt - performance.now()) / 1_000)
  if (expiresInSeconds < leastSeconds) return null
  const isShort = expiresInSeconds < wanted.minimumSeconds + MARGIN_IN_SECONDS
  const { accessToken } = token
  return { kind: "token", accessToken, expiresInSeconds, isShort, grantId, tenant }
}

/** If a refresh has shown that Xero's tokens live shorter than the caller asks for, half their lifetime is enough. */
function minimumOf({ token }: KnownTenant, { minimumSeconds }: Wanted): number {
  const asked = minimumSeconds + MARGIN_IN_SECONDS
  return token?.isShortLived ? Math.min(asked, token.lifeInSeconds / 2) : asked
}

function without(
  context: ServiceContext,
  tenant: KnownTenant,
  why: RefreshResult | null,
): IssueOutcome {
  const availability = availabilityOf(tenant)
  if (availability !== "available") return { kind: availability, tenant }
  if (why?.kind === "ended" || tenant.reason === "damaged")
    return { kind: "reconnect_required", tenant }
  const retryAt = why?.kind === "waiting" ? why.retryAt : null
  const waitInSeconds =
    retryAt === null ? RETRY_IN_SECONDS : (retryAt.getTime() - context.feed.now().getTime()) / 1_000
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
  /** What the service authenticated with. */
  client: Client
}
export type IssuedToken = {
  kind: "token"
  accessToken: string
  expiresInSeconds: number
  /** It lives shorter than the caller asked for, because no newer one could be had. */
  isShort: boolean
  grantId: string
  tenant: KnownTenant
}
export type IssueOutcome =
  | IssuedToken
  /** Unknown, or not within this service's access. */
  | { kind: "not_reached" }
  /** The service changed while it waited and is now denied. */
  | { kind: "turned_away"; denied: Denied }
  | { kind: "reconnect_required" | "tenant_disconnected"; tenant: KnownTenant }
  | {
      kind: "unavailable"
      why: "xero" | "copied_database"
      retryAfterInSeconds: number
      /** Null if the trouble is not this organisation's. */
      tenant: KnownTenant | null
    }
