import { createSharedReadings } from "@/keeper/grants/shared-readings"
import type { Keeper } from "@/keeper/keeper"
import { type BoundedCache, createBoundedCache } from "@/keeper/services/memory/bounded-cache"
import type { ChangeFeed } from "@/keeper/services/memory/change-feed"
import {
  type KnownTenant,
  type OpenedToken,
  openTenant,
  readTenant,
} from "@/keeper/services/memory/read-tenant"
import { readUnchanged } from "@/keeper/services/memory/read-unchanged"
import { READ_LIMITS, withDeadline } from "@/keeper/services/memory/with-deadline"

// Some 3 KB each, most of it the access token.
const CAPACITY = 20_000

/**
 * What a fetch of a tenant's token needs, kept in memory until a change is told of; the access token, opened, only while
 * it lives. Tenants of one grant share its token.
 */
export function createTokenCache(
  keeper: Keeper,
  feed: ChangeFeed,
  capacity = CAPACITY,
): TokenCache {
  const tenants: BoundedCache<KnownTenant> = createBoundedCache(capacity)
  const tokens: BoundedCache<OpenedToken> = createBoundedCache(capacity, { dropped: close })
  const readings = createSharedReadings()

  async function read(tenantId: string): Promise<KnownTenant | null> {
    const { value, unchanged } = await readUnchanged(feed, async () => {
      const row = await readTenant(keeper, tenantId)
      const kept = tokens.get(row?.grantId ?? "")
      const tenant = row === null ? null : await openTenant(keeper, row, kept)
      return { value: tenant, keys: [`tenant:${tenantId}`, `grant:${row?.grantId}`] }
    })
    if (value === null || value.token === null || !unchanged) return value
    const kept = { ...value, token: keep(value.grantId, value.token) }
    tenants.set(tenantId, kept)
    return kept
  }

  /** One object a grant, so that dropping it reaches every tenant that has it. */
  function keep(grantId: string, token: OpenedToken): OpenedToken {
    const before = tokens.get(grantId)
    if (before?.tokenSetId === token.tokenSetId) return before
    drop(grantId)
    tokens.set(grantId, token)
    return token
  }

  function drop(grantId: string): void {
    const token = tokens.get(grantId)
    if (token === undefined) return
    tokens.delete(grantId)
    close(token)
  }

  return {
    peek(tenantId) {
      const tenant = tenants.get(tenantId)
      return tenant?.token?.accessToken ? tenant : undefined
    },
    read: (tenantId) =>
      readings.read(tenantId, () => withDeadline(feed, READ_LIMITS, read(tenantId))),
    forgetTenant: (tenantId) => tenants.delete(tenantId),
    forgetGrant(grantId, mark) {
      if (mark === undefined || tokens.get(grantId)?.grantMark !== mark) drop(grantId)
    },
    dropExpired() {
      const now = performance.now()
      tokens.deleteWhere((token) => {
        if (token.expiresAt <= now) close(token)
        return token.accessToken === null
      })
      tenants.deleteWhere(({ token }) => !token?.accessToken)
    },
    clear() {
      tokens.deleteWhere((token) => {
        close(token)
        return true
      })
      tenants.clear()
    },
    size: () => ({ tenants: tenants.size(), tokens: tokens.size() }),
  }
}

/** For every tenant that has it. */
function close(token: OpenedToken): void {
  token.accessToken = null
}

export type TokenCache = {
  /** What is in memory and was not changed since. */
  peek(tenantId: string): KnownTenant | undefined
  /** From the database; callers of one tenant share it. */
  read(tenantId: string): Promise<KnownTenant | null>
  forgetTenant(tenantId: string): void
  /** `mark`: what the grant is now; nothing is forgotten where that was known. */
  forgetGrant(grantId: string, mark?: string): void
  dropExpired(): void
  clear(): void
  size(): { tenants: number; tokens: number }
}
