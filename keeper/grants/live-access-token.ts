import { type RefreshResult, refreshGrant } from "@/keeper/grants/refresh-grant"
import { accessTokenPlace } from "@/keeper/grants/seal-token-set"
import type { Keeper } from "@/keeper/keeper"
import { tryOpen } from "@/keeper/vault/vault"

/**
 * An access token of the grant that lives for `minimumSeconds` more (R0): the stored one without any lock, otherwise
 * after one refresh that all callers share. When the refresh brings nothing, a token that still lives is served with
 * `warning`.
 */
export async function liveAccessToken(
  keeper: Keeper,
  grantId: string,
  minimumSeconds: number,
): Promise<LiveResult> {
  const stored = await readAccessToken(keeper, { grantId, minimumSeconds })
  if (stored !== null) return { kind: "live", ...stored, warning: null }
  const result = await refreshGrant(keeper, grantId, { wait: true })
  const token = await readAccessToken(keeper, { grantId, minimumSeconds: 1 })
  if (token === null) return { kind: "none", why: result }
  return { kind: "live", ...token, warning: result.kind === "refreshed" ? null : result }
}

/**
 * A burst of callers costs one or two readings; otherwise they would queue for the database's connections, and the last
 * would wait too long.
 */
function readAccessToken(keeper: Keeper, wanted: Wanted): Promise<AccessToken | null> {
  return keeper.readings.runAfter(`${wanted.grantId} ${wanted.minimumSeconds}`, () =>
    findAccessToken(keeper, wanted),
  )
}

async function findAccessToken(
  keeper: Keeper,
  { grantId, minimumSeconds }: Wanted,
): Promise<AccessToken | null> {
  const [row] = await keeper.db.$queryRaw<StoredAccessToken[]>`
    SELECT t."id", t."accessTokenSealed",
      EXTRACT(EPOCH FROM t."accessTokenExpiresAt" - clock_timestamp())::float8 AS "secondsLeft"
    FROM "Grant" g JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE g."id" = ${grantId}::uuid AND (g."endedReason" IS NULL OR g."endedReason" IN ('refused', 'expired'))
      AND t."accessTokenSealed" IS NOT NULL
      AND t."accessTokenExpiresAt" > clock_timestamp() + ${minimumSeconds} * interval '1 second'`
  if (row === undefined) return null
  const opened = await tryOpen(keeper.vault, row.accessTokenSealed, accessTokenPlace(row.id))
  if (opened.kind === "shut") return null
  const secondsLeft = Math.floor(row.secondsLeft)
  return { accessToken: opened.value, tokenSetId: row.id, secondsLeft }
}

type Wanted = { grantId: string; minimumSeconds: number }
type StoredAccessToken = { id: string; accessTokenSealed: string; secondsLeft: number }
export type AccessToken = { accessToken: string; tokenSetId: string; secondsLeft: number }
export type LiveResult =
  | ({ kind: "live"; warning: RefreshResult | null } & AccessToken)
  | { kind: "none"; why: RefreshResult }
