import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { RefreshResult } from "@/keeper/grants/refresh-grant"
import { availabilityOf } from "@/keeper/services/access/availability"
import {
  type IssuedToken,
  isHeldFrom,
  LEAST_IN_SECONDS,
  minimumOf,
  readyToken,
  type Wanted,
} from "@/keeper/services/access/ready-token"
import type { KnownTenant } from "@/keeper/services/memory/read-tenant"
import { withDeadline } from "@/keeper/services/memory/with-deadline"
import type { ServiceContext } from "@/keeper/services/service-context"

const RETRY_IN_SECONDS = 10
// Waiting for another keeper's lease takes up to 72 s, and the token request after it up to 25 s.
const REFRESH_LIMITS = { silentMilliseconds: 5_000, mostMilliseconds: 100_000 }
/** An authoriser whose refresh takes longer goes on alone, if there is another one to ask. */
const PATIENCE_IN_MILLISECONDS = 2_000

/**
 * A token that lives long enough, from the best authoriser; one that has none even after a refresh gives way to the
 * next, each once. If no authoriser has one, a shorter one that still lives.
 */
export async function renewToken(context: ServiceContext, wanted: Wanted): Promise<RenewOutcome> {
  const turns: Turn[] = []
  do {
    const passed = turns.map((one) => one.grantId)
    const tenant = await context.tokens.read(wanted.tenantId, passed)
    if (tenant === null) break
    if (isHeldFrom(wanted, tenant)) return { kind: "not_reached" }
    const turn = await takeTurn(context, { tenant, wanted, passed })
    if (turn.issued !== null) return turn.issued
    turns.push(turn)
  } while (hasOthers(turns))
  const best = turns.length === 1 ? turns[0]?.tenant : await context.tokens.read(wanted.tenantId)
  return best ? settleFor(context, wanted, { best, turns }) : { kind: "not_reached" }
}

function hasOthers(turns: Turn[]): boolean {
  const passed = new Set(turns.map((one) => one.grantId))
  return turns.some(({ tenant }) => tenant.grantIds.some((grantId) => !passed.has(grantId)))
}

/** A shorter token, or why there is none: as the best authoriser stands now. */
function settleFor(
  context: ServiceContext,
  wanted: Wanted,
  { best, turns }: { best: KnownTenant; turns: Turn[] },
): RenewOutcome {
  for (const { tenant } of [{ tenant: best }, ...turns]) {
    const short = readyToken(tenant, wanted, LEAST_IN_SECONDS)
    if (short !== null) return short
  }
  const own = turns.find((one) => one.grantId === best.grantId) ?? turns[0]
  return without(context, best, own?.why ?? null)
}

async function takeTurn(
  context: ServiceContext,
  { tenant, wanted, passed }: { tenant: KnownTenant; wanted: Wanted; passed: string[] },
): Promise<Turn> {
  const { grantId } = tenant
  const issued = readyToken(tenant, wanted)
  if (issued !== null || availabilityOf(tenant) !== "available") {
    return { grantId, tenant, issued, why: null }
  }
  const why = await refresh(context, tenant, wanted)
  const renewed = (await context.tokens.read(wanted.tenantId, passed)) ?? tenant
  const renewedToken = readyToken(renewed, wanted)
  if (renewedToken === null && renewed.token !== null && why === null) {
    renewed.token.isShortLived = true
    return { grantId, tenant: renewed, issued: readyToken(renewed, wanted), why }
  }
  return { grantId, tenant: renewed, issued: renewedToken, why }
}

/** Null if it succeeded. */
function refresh(
  context: ServiceContext,
  tenant: KnownTenant,
  wanted: Wanted,
): Promise<RefreshResult | null> {
  const { grantId, grantIds } = tenant
  const refreshed = context.refreshes.run(`${grantId} ${wanted.minimumSeconds}`, async () => {
    const asked = liveAccessToken(context.keeper, grantId, minimumOf(tenant, wanted))
    const live = await withDeadline(context.feed, REFRESH_LIMITS, asked)
    return live.kind === "live" ? live.warning : live.why
  })
  return grantIds.length > 1 ? Promise.race([refreshed, outOfPatience(refreshed)]) : refreshed
}

function outOfPatience(refreshed: Promise<unknown>): Promise<RefreshResult> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE_IN_MILLISECONDS, { kind: "waiting", retryAt: null })
    const stop = () => clearTimeout(timer)
    refreshed.then(stop, stop)
  })
}

function without(
  context: ServiceContext,
  tenant: KnownTenant,
  why: RefreshResult | null,
): RenewOutcome {
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

/** What one authoriser had: a token, or why not. */
type Turn = {
  grantId: string
  /** As it was afterwards. */
  tenant: KnownTenant
  issued: IssuedToken | null
  why: RefreshResult | null
}
export type RenewOutcome =
  | IssuedToken
  /** Unknown, or not within this service's access. */
  | { kind: "not_reached" }
  | { kind: "reconnect_required" | "tenant_disconnected"; tenant: KnownTenant }
  | {
      kind: "unavailable"
      why: "xero"
      retryAfterInSeconds: number
      tenant: KnownTenant
    }
