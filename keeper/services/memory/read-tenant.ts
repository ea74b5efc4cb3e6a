import { accessTokenPlace } from "@/keeper/grants/seal-token-set"
import type { Keeper } from "@/keeper/keeper"
import { GRANT_MARK } from "@/keeper/services/memory/read-changes"
import { tryOpen } from "@/keeper/vault/vault"
import { Prisma, type TenantOverview } from "@/lib/db/generated/client"
import { FOREMOST, NUMBER, TURN } from "@/lib/tenants/turn"

/**
 * An organisation's current row as the best of its authorisers has it, with that grant's current token set, sealed.
 * `except`: grants that are passed over.
 */
export async function readTenant(
  keeper: Keeper,
  tenantId: string,
  except: string[],
): Promise<TenantRow | null> {
  const readAt = performance.now()
  const [row] = await keeper.db.$queryRaw<Omit<TenantRow, "readAt">[]>`
    WITH authoriser AS MATERIALIZED (
      SELECT *, ${Prisma.raw(NUMBER)} AS "number" FROM (
        SELECT *, ${Prisma.raw(FOREMOST)} AS "foremost" FROM "ConnectionStanding" WHERE "tenantId" = ${tenantId}::uuid
      ) f
    ), best AS (
      SELECT * FROM authoriser WHERE "grantId" <> ALL(${except}::uuid[])
      ORDER BY ${Prisma.raw(TURN)} LIMIT 1
    )
    SELECT o."tenantId", o."name", o."status", o."reason", o."connectionState", o."scopes", o."grantId",
      CASE WHEN o."counts" THEN o."number" ELSE 1 END AS "number",
      ARRAY(SELECT "grantId"::text FROM authoriser WHERE "counts" ORDER BY "number") AS "grantIds",
      (SELECT "heldSince" IS NOT NULL FROM "Tenant" WHERE "tenantId" = o."tenantId") AS "isHeld",
      t."id" AS "tokenSetId",
      ${Prisma.raw(GRANT_MARK)} AS "grantMark",
      t."accessTokenSealed",
      coalesce(EXTRACT(EPOCH FROM t."accessTokenExpiresAt" - clock_timestamp()), 0)::float8 AS "secondsLeft",
      coalesce(EXTRACT(EPOCH FROM t."accessTokenExpiresAt" - t."receivedAt"), 0)::float8 AS "lifeInSeconds"
    FROM best o
    JOIN "Grant" r ON r."id" = o."grantId"
    LEFT JOIN "TokenSet" t ON t."id" = r."currentTokenSetId"`
  return row === undefined ? null : { ...row, readAt }
}

/** The same with the access token opened, or `kept` if that is from the same token set; without a token if it has expired. */
export async function openTenant(
  keeper: Keeper,
  row: TenantRow,
  kept: OpenedToken | undefined,
): Promise<KnownTenant> {
  const { tenantId, name, status, reason, connectionState, scopes, grantId } = row
  const { grantIds, number, isHeld } = row
  const isKept = kept !== undefined && kept.tokenSetId === row.tokenSetId
  const token = isKept ? kept : await openToken(keeper, row)
  return {
    tenantId,
    name,
    status,
    reason,
    connectionState,
    scopes,
    grantId,
    grantIds,
    number,
    isHeld,
    token,
  }
}

async function openToken(keeper: Keeper, row: TenantRow): Promise<OpenedToken | null> {
  const { tokenSetId, accessTokenSealed, secondsLeft, lifeInSeconds, grantMark } = row
  if (tokenSetId === null || accessTokenSealed === null || secondsLeft <= 0) return null
  const opened = await tryOpen(keeper.vault, accessTokenSealed, accessTokenPlace(tokenSetId))
  // As if it had expired: a refresh brings one that opens.
  if (opened.kind === "shut") return null
  const accessToken = opened.value
  const expiresAt = row.readAt + secondsLeft * 1_000
  return { tokenSetId, accessToken, expiresAt, lifeInSeconds, grantMark, isShortLived: false }
}

type TenantFacts = Pick<
  TenantOverview,
  "tenantId" | "name" | "status" | "reason" | "connectionState" | "scopes" | "grantId"
> & {
  /** The grants of all its authorisers, in order. */
  grantIds: string[]
  /** Which authoriser this one's Xero user is, from 1. */
  number: number
  /** It waits for an admin's approval: only services that were given it may read it. */
  isHeld: boolean
}
export type TenantRow = TenantFacts & {
  tokenSetId: string | null
  accessTokenSealed: string | null
  secondsLeft: number
  lifeInSeconds: number
  grantMark: string
  readAt: number
}
export type OpenedToken = {
  tokenSetId: string
  /** Its grant's mark when it was opened; see `GRANT_MARK`. */
  grantMark: string
  /** Null if it is no longer the grant's, or has expired. */
  accessToken: string | null
  /** By `performance.now()`. */
  expiresAt: number
  lifeInSeconds: number
  /** It came from a refresh a moment ago and was too short even then: another refresh would not bring a longer one. */
  isShortLived: boolean
}
export type KnownTenant = TenantFacts & { token: OpenedToken | null }
