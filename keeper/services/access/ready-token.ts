import type { Client } from "@/keeper/services/access/authenticate"
import { availabilityOf } from "@/keeper/services/access/availability"
import type { KnownTenant } from "@/keeper/services/memory/read-tenant"
import type { KnownService } from "@/keeper/services/memory/service-cache"
import type { ServiceContext } from "@/keeper/services/service-context"
import { lackingScopes } from "@/lib/scopes/compare-scopes"

// Time for the answer to travel, so that the promised lifetime still holds when it arrives.
const MARGIN_IN_SECONDS = 2
/** A token that is handed out because no newer one can be had must outlive the way back too. */
export const LEAST_IN_SECONDS = 1 + MARGIN_IN_SECONDS

/** The token in memory, if it lives for `leastSeconds` and may be handed out. */
export function keptToken(
  context: ServiceContext,
  wanted: Wanted,
  leastSeconds?: number,
): IssuedToken | null {
  const kept = context.tokens.peek(wanted.tenantId)
  return kept === undefined ? null : readyToken(kept, wanted, leastSeconds)
}

/** Null if its token does not live for `leastSeconds` or may not be handed out. */
export function readyToken(
  tenant: KnownTenant,
  wanted: Wanted,
  leastSeconds = minimumOf(tenant, wanted),
): IssuedToken | null {
  const { token, grantId } = tenant
  if (!token?.accessToken || availabilityOf(tenant) !== "available") return null
  if (isHeldFrom(wanted, tenant)) return null
  const expiresInSeconds = Math.floor((token.expiresAt - performance.now()) / 1_000)
  if (expiresInSeconds < leastSeconds) return null
  const isShort = expiresInSeconds < wanted.minimumSeconds + MARGIN_IN_SECONDS
  const { accessToken } = token
  const missing = missingScopes(tenant, wanted)
  return { kind: "token", accessToken, expiresInSeconds, isShort, missing, grantId, tenant }
}

/** What was asked for and is not granted: Xero's tokens carry all that was granted, and nothing else. */
function missingScopes({ scopes }: KnownTenant, wanted: Wanted): string[] {
  if (wanted.scopes.length === 0) return wanted.scopes
  return lackingScopes({ granted: scopes, asked: wanted.scopes })
}

/** Whether it waits for an admin's approval before this service may read it. */
export function isHeldFrom({ service }: Wanted, { isHeld }: KnownTenant): boolean {
  return isHeld && service.tenantIds === null
}

/** If a refresh has shown that Xero's tokens live shorter than the caller asks for, half their lifetime is enough. */
export function minimumOf({ token }: KnownTenant, { minimumSeconds }: Wanted): number {
  const asked = minimumSeconds + MARGIN_IN_SECONDS
  return token?.isShortLived ? Math.min(asked, token.lifeInSeconds / 2) : asked
}

export type Wanted = {
  service: KnownService
  tenantId: string
  minimumSeconds: number
  /** The scopes that it names, in lower case. None: whatever was granted. */
  scopes: string[]
  /** What the service authenticated with. */
  client: Client
}
export type IssuedToken = {
  kind: "token"
  accessToken: string
  expiresInSeconds: number
  /** It lives shorter than the caller asked for, because no newer one could be had. */
  isShort: boolean
  /** Of the scopes that were asked for, those that were not granted. */
  missing: string[]
  grantId: string
  tenant: KnownTenant
}
