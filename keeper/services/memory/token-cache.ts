import { LRUCache } from "lru-cache"
import type { Keeper } from "@/keeper/keeper"
import type { ChangeFeed } from "@/keeper/services/memory/change-feed"
import {
  type KnownTenant,
  type OpenedToken,
  openTenant,
  readTenant,
} from "@/keeper/services/memory/read-tenant"
import { readUnchanged } from "@/keeper/services/memory/recent-changes"
import { createReserves } from "@/keeper/services/memory/reserves"
import { READ_LIMITS, withDeadline } from "@/keeper/services/memory/with-deadline"
import { createSingleFlight } from "@/keeper/single-flight"

// Some 3 KB each, most of it the access token.
const CAPACITY = 20_000

/**
 * What a fetch of a tenant's token needs, kept in memory until a change is reported; the opened access token only while
 * it lives. Tenants of one grant share its token.
 */
export function createTokenCache(
  keeper: Keeper,
  feed: ChangeFeed,
  capacity = CAPACITY,
): TokenCache {
  const reserves = createReserves()
  const tenants = new LRUCache<string, KnownTenant>({ max: capacity, dispose: reserves.remove })
  const tokens = new LRUCache<string, OpenedToken>({ max: capacity, dispose: close })
  const readings = createSingleFlight()

  async function read(tenantId: string, except: string[]): Promise<KnownTenant | null> {
    const { value, unchanged } = await readUnchanged(feed, async () => {
      const row = await readTenant(keeper, tenantId, except)
      const kept = tokens.get(row?.grantId ?? "")
      const tenant = row === null ? null : await openTenant(keeper, row, kept)
      const grantIds = row === null ? [] : [row.grantId, ...row.grantIds]
      return { value: tenant, keys: [`tenant:${tenantId}`, ...grantIds.map((id) => `grant:${id}`)] }
    })
    if (value === null || value.token === null || !unchanged) return value
    const kept = { ...value, token: keep(value.grantId, value.token) }
    if (except.length > 0) return kept
    // By the row's text: a part of a request's would keep the whole request, its secret included.
    tenants.set(kept.tenantId, kept)
    reserves.add(kept)
    return kept
  }

  /** One object for each grant, so that dropping it reaches all the grant's tenants. */
  function keep(grantId: string, token: OpenedToken): OpenedToken {
    const before = tokens.get(grantId)
    if (before?.tokenSetId === token.tokenSetId) return before
    tokens.set(grantId, token)
    return token
  }

  return {
    peek(tenantId) {
      const tenant = tenants.get(tenantId)
      return tenant?.token?.accessToken ? tenant : undefined
    },
    read: (tenantId, except = []) =>
      readings.runAfter([tenantId, ...except].join(" "), () =>
        withDeadline(feed, READ_LIMITS, read(tenantId, except)),
      ),
    forgetTenant(tenantId) {
      tenants.delete(tenantId)
    },
    forgetGrant(grantId, mark) {
      if (mark === undefined || tokens.get(grantId)?.grantMark !== mark) tokens.delete(grantId)
      // It may serve them from now on, in place of the one that does.
      for (const tenantId of reserves.behind(grantId)) tenants.delete(tenantId)
    },
    dropExpired() {
      const now = performance.now()
      for (const [grantId, token] of tokens.entries()) {
        if (token.expiresAt <= now) tokens.delete(grantId)
      }
      for (const [tenantId, { token }] of tenants.entries()) {
        if (!token?.accessToken) tenants.delete(tenantId)
      }
    },
    clear() {
      tokens.clear()
      tenants.clear()
    },
    size: () => ({ tenants: tenants.size, tokens: tokens.size }),
  }
}

/** Drops the token for every tenant that has it. */
function close(token: OpenedToken): void {
  token.accessToken = null
}

export type TokenCache = {
  /** What is in memory and has not changed since. */
  peek(tenantId: string): KnownTenant | undefined
  /** From the database; callers of one tenant share it. `except`: grants that are passed over, which is not kept. */
  read(tenantId: string, except?: string[]): Promise<KnownTenant | null>
  forgetTenant(tenantId: string): void
  /** `mark`: the grant's mark now; nothing is forgotten if the memory has the same. */
  forgetGrant(grantId: string, mark?: string): void
  dropExpired(): void
  clear(): void
  size(): { tenants: number; tokens: number }
}
