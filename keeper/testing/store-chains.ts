import { randomUUID } from "node:crypto"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import type { Keeper } from "@/keeper/keeper"
import { fingerprintOf } from "@/lib/fingerprint"

/**
 * Stores many chains at once, as their consents would have left them an hour ago: one grant each, its organisation, and a
 * refresh token that Xero's stand-in knows, beside an access token that has expired. Nothing is due. Returns the grants.
 */
export async function storeChains(keeper: Storing, chains: NewChain[]): Promise<string[]> {
  const { db, xeroAppId, timings } = keeper
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`
  const now = clock?.now.getTime() ?? Number.NaN
  const [consented, tomorrow] = [new Date(now - HOUR), new Date(now + 24 * HOUR)]
  const rows = chains.map((chain) => ({
    ...chain,
    grantId: randomUUID(),
    tokenSetId: randomUUID(),
  }))
  await db.grant.createMany({
    data: rows.map(({ grantId, xeroUserId, name }) => ({
      id: grantId,
      xeroAppId,
      xeroUserId,
      xeroUserName: `Owner of ${name}`,
      scopes: CHAIN_SCOPES,
      rotation: 1,
      consentedAt: consented,
      lastRefreshedAt: consented,
      refreshTokenExpiresAt: new Date(consented.getTime() + timings.chainLife),
      lastOutcome: "ok",
      lastOutcomeAt: consented,
      refreshDueAt: tomorrow,
      checkDueAt: tomorrow,
    })),
  })
  await db.tokenSet.createMany({
    data: await Promise.all(
      rows.map(async ({ grantId, tokenSetId, refreshToken }) => ({
        id: tokenSetId,
        grantId,
        chain: 1,
        rotation: 1,
        refreshTokenSealed: await keeper.vault.seal(refreshToken, refreshTokenPlace(tokenSetId)),
        fingerprint: fingerprintOf(refreshToken),
        receivedAt: consented,
        accessTokenExpiresAt: new Date(consented.getTime() + HOUR / 2),
      })),
    ),
  })
  await db.tenant.createMany({
    data: rows.map(({ tenantId, name }) => ({ tenantId, name, type: "ORGANISATION" })),
  })
  await db.connection.createMany({
    data: rows.map(({ grantId, tenantId }) => ({
      connectionId: randomUUID(),
      grantId,
      tenantId,
      state: "connected" as const,
    })),
  })
  await db.$executeRaw`
    UPDATE "Grant" g SET "currentTokenSetId" = t."id" FROM "TokenSet" t
    WHERE t."grantId" = g."id" AND g."currentTokenSetId" IS NULL`
  await db.$executeRaw`ANALYZE "Grant", "TokenSet", "Tenant", "Connection"`
  return rows.map((one) => one.grantId)
}

const HOUR = 60 * 60 * 1_000

/** What these chains were consented for. */
export const CHAIN_SCOPES = [
  "openid",
  "profile",
  "email",
  "accounting.settings.read",
  "offline_access",
]

export type Storing = Pick<Keeper, "db" | "vault" | "xeroAppId" | "timings">
export type NewChain = { xeroUserId: string; tenantId: string; name: string; refreshToken: string }
