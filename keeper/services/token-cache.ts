import { accessTokenPlace } from "@/keeper/grants/save-answer"
import type { Keeper } from "@/keeper/keeper"
import { type BoundedCache, createBoundedCache } from "@/keeper/services/bounded-cache"
import type { ChangeFeed } from "@/keeper/services/change-feed"
import { readUnchanged } from "@/keeper/services/read-unchanged"
import type { TenantStatus } from "@/lib/tenants/status"

// Some 3 KB each, most of it the access token.
const CAPACITY = 20_000

/**
 * What a fetch of a tenant's token needs, kept in memory until a change is told of; the access token, opened, only while
 * it lives. Tenants of one grant share its token.
 */
export function createTokenCache(keeper: Keeper, feed: ChangeFeed): TokenCache {
  const tenants: BoundedCache<KnownTenant> = createBoundedCache(CAPACITY)
  const tokens = new Map<string, OpenedToken>()
  const reading = new Map<string, Promise<KnownTenant | null>>()

  async function read(tenantId: string): Promise<KnownTenant | null> {
    const { value, unchanged } = await readUnchanged(feed, async () => {
      const row = await readTenant(keeper, tenantId)
      const tenant = row === null ? null : describe(row, await open(row))
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

  async function open(row: TenantRow): Promise<OpenedToken | null> {
    const { grantId, tokenSetId, accessTokenSealed, secondsLeft, lifeInSeconds } = row
    if (tokenSetId === null || accessTokenSealed === null || secondsLeft <= 0) return null
    const kept = tokens.get(grantId)
    if (kept?.tokenSetId === tokenSetId) return kept
    const accessToken = await keeper.vault.open(accessTokenSealed, accessTokenPlace(tokenSetId))
    return { tokenSetId, accessToken, expiresAt: row.readAt + secondsLeft * 1_000, lifeInSeconds }
  }

  function drop(grantId: string): void {
    const token = tokens.get(grantId)
    if (token === undefined) return
    tokens.delete(grantId)
    token.accessToken = null
  }

  return {
    peek(tenantId) {
      const tenant = tenants.get(tenantId)
      return tenant?.token?.accessToken ? tenant : undefined
    },
    read(tenantId) {
      const shared = reading.get(tenantId)
      if (shared !== undefined) return shared
      const running = read(tenantId).finally(() => reading.delete(tenantId))
      reading.set(tenantId, running)
      return running
    },
    forgetTenant: (tenantId) => tenants.delete(tenantId),
    forgetGrant: drop,
    dropExpired() {
      const now = performance.now()
      for (const [grantId, { expiresAt }] of tokens) if (expiresAt <= now) drop(grantId)
      for (const [tenantId, { token }] of tenants.entries()) {
        if (!token?.accessToken) tenants.delete(tenantId)
      }
    },
    clear() {
      for (const grantId of [...tokens.keys()]) drop(grantId)
      tenants.clear()
    },
    size: () => ({ tenants: tenants.size(), tokens: tokens.size }),
  }
}

async function readTenant(keeper: Keeper, tenantId: string): Promise<TenantRow | null> {
  const readAt = performance.now()
  const [row] = await keeper.db.$queryRaw<Omit<TenantRow, "readAt">[]>`
    SELECT o."tenantId", o."name", o."status", o."reason", o."scopes", o."grantId", t."id" AS "tokenSetId",
      t."accessTokenSealed",
      coalesce(EXTRACT(EPOCH FROM t."accessTokenExpiresAt" - clock_timestamp()), 0)::float8 AS "secondsLeft",
      coalesce(EXTRACT(EPOCH FROM t."accessTokenExpiresAt" - t."receivedAt"), 0)::float8 AS "lifeInSeconds"
    FROM "TenantOverview" o
    JOIN "Grant" g ON g."id" = o."grantId"
    LEFT JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE o."tenantId" = ${tenantId}::uuid`
  return row === undefined ? null : { ...row, readAt }
}

function describe(row: TenantRow, token: OpenedToken | null): KnownTenant {
  const { tenantId, name, status, reason, scopes, grantId } = row
  return { tenantId, name, status, reason, scopes, grantId, token }
}

type TenantFacts = {
  tenantId: string
  name: string
  status: TenantStatus
  reason: string
  scopes: string[]
  grantId: string
}
type TenantRow = TenantFacts & {
  tokenSetId: string | null
  accessTokenSealed: string | null
  secondsLeft: number
  lifeInSeconds: number
  readAt: number
}
export type OpenedToken = {
  tokenSetId: string
  /** Null: no longer the grant's, or expired. */
  accessToken: string | null
  /** By `performance.now()`. */
  expiresAt: number
  lifeInSeconds: number
}
export type KnownTenant = TenantFacts & { token: OpenedToken | null }
export type TokenCache = {
  /** What is in memory and was not changed since. */
  peek(tenantId: string): KnownTenant | undefined
  /** From the database; callers of one tenant share it. */
  read(tenantId: string): Promise<KnownTenant | null>
  forgetTenant(tenantId: string): void
  forgetGrant(grantId: string): void
  dropExpired(): void
  clear(): void
  size(): { tenants: number; tokens: number }
}
