import type { Tx } from "@/lib/db/create-db"
import type { TokenSet } from "@/lib/db/generated/client"
import type { GrantEndedReason } from "@/lib/db/generated/enums"

/**
 * A grant with the token sets that may still be presented: those of its present chain whose secrets are not scrubbed,
 * newest first. Ages are by the database's clock, in milliseconds; `null` if it has not happened.
 */
export async function findChain(db: Tx, grantId: string): Promise<Chain | null> {
  const [grant] = await db.$queryRaw<GrantRow[]>`
    SELECT g."id", g."state", g."endedReason", g."chain", g."currentTokenSetId", g."strikes", g."failures",
      g."confirmationsDue", g."nextAttemptAt", g."xeroAppId", g."lastOutcome", a."kind" = 'custom' AS "isCustom",
      g."xeroUserId", g."xeroUserName", g."xeroUserEmail", g."scopes",
      g."nextAttemptAt" > clock_timestamp() AS "backingOff",
      g."leaseUntil" > clock_timestamp() AS "leased",
      g."refreshTokenExpiresAt" <= clock_timestamp() AS "chainExpired",
      EXTRACT(EPOCH FROM t."accessTokenExpiresAt" - clock_timestamp())::float8 AS "secondsLeft",
      EXTRACT(EPOCH FROM clock_timestamp() - t."receivedAt")::float8 AS "secondsHeld"
    FROM "Grant" g JOIN "XeroApp" a ON a."id" = g."xeroAppId" LEFT JOIN "TokenSet" t ON t."id" = g."currentTokenSetId"
    WHERE g."id" = ${grantId}::uuid`
  if (grant === undefined) return null
  const held = await db.$queryRaw<HeldTokenSet[]>`
    SELECT "id", "rotation", "presentations", "parentId",
      (EXTRACT(EPOCH FROM clock_timestamp() - "firstPresentedAt") * 1000)::float8 AS "presentedForMilliseconds"
    FROM "TokenSet"
    WHERE "grantId" = ${grantId}::uuid AND "chain" = ${grant.chain} AND "refreshTokenSealed" IS NOT NULL
    ORDER BY "rotation" DESC`
  return { ...grant, held }
}

type GrantRow = {
  id: string
  state: "active" | "ended"
  endedReason: GrantEndedReason | null
  chain: number
  currentTokenSetId: string | null
  strikes: number
  failures: number
  confirmationsDue: number
  nextAttemptAt: Date | null
  xeroAppId: string
  lastOutcome: string | null
  /** Of a custom connection: it has no refresh token. */
  isCustom: boolean
  xeroUserId: string
  xeroUserName: string
  xeroUserEmail: string | null
  scopes: string[]
  backingOff: boolean | null
  leased: boolean | null
  chainExpired: boolean
  /** The remaining life of the current access token. */
  secondsLeft: number | null
  /** Since that came. */
  secondsHeld: number | null
}
export type HeldTokenSet = Pick<TokenSet, "id" | "rotation" | "presentations" | "parentId"> & {
  presentedForMilliseconds: number | null
}
export type Chain = GrantRow & { held: HeldTokenSet[] }
