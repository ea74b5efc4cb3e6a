import type { Tx } from "@/lib/db/create-db"
import type { GrantEndedReason } from "@/lib/db/generated/enums"

/**
 * The grant's row, locked for this short transaction: no HTTP call happens inside one. Its id never changes, so whoever
 * writes an event about the grant meanwhile need not wait.
 */
export async function lockGrant(tx: Tx, grantId: string): Promise<LockedGrant> {
  const [grant] = await tx.$queryRaw<LockedGrant[]>`
    SELECT "chain", "rotation", "currentTokenSetId", "endedReason", "leaseEpoch", "confirmationsDue", "strikes",
      "failingSince", "lastOutcome", "xeroAppId", "refreshTokenExpiresAt" <= clock_timestamp() AS "chainExpired"
    FROM "Grant" WHERE "id" = ${grantId}::uuid FOR NO KEY UPDATE`
  if (grant === undefined) throw new Error(`no grant ${grantId}`)
  return grant
}

export type LockedGrant = {
  chain: number
  rotation: number
  currentTokenSetId: string | null
  endedReason: GrantEndedReason | null
  leaseEpoch: number
  confirmationsDue: number
  strikes: number
  failingSince: Date | null
  lastOutcome: string | null
  xeroAppId: string
  chainExpired: boolean
}
