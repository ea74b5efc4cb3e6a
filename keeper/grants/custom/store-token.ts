import { randomUUID } from "node:crypto"
import { endAppFault } from "@/keeper/grants/app-fault"
import { dueAfterSuccess, nextCheckIn } from "@/keeper/grants/due"
import type { Chain } from "@/keeper/grants/read-chain"
import { accessTokenPlace } from "@/keeper/grants/seal-token-set"
import { untilCommitted } from "@/keeper/grants/until-committed"
import type { Keeper } from "@/keeper/keeper"
import { applyList } from "@/keeper/tenants/apply-list"
import type { ConnectionList } from "@/keeper/xero/wire-connections"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"
import { fingerprintOf } from "@/lib/fingerprint"

/**
 * Seals a custom connection's new access token in the place of its old one: it keeps no other. What the token reaches is
 * written with it, so that nobody finds it behind the organisation of the one before.
 */
export async function storeCustomToken(
  keeper: Keeper,
  chain: Chain,
  token: NewToken,
): Promise<void> {
  const id = randomUUID()
  const { accessToken, list } = token
  const nextCheckInMilliseconds = nextCheckIn(keeper.timings)
  const row = {
    id,
    accessTokenSealed: await keeper.vault.seal(accessToken, accessTokenPlace(id)),
    fingerprint: fingerprintOf(accessToken),
  }
  await untilCommitted(keeper, id, () =>
    keeper.db.$transaction(async (tx) => {
      const [grant] = await tx.$queryRaw<StoredGrant[]>`
        SELECT "failingSince" IS NOT NULL AS "failing" FROM "Grant"
        WHERE "id" = ${chain.id}::uuid AND "state" = 'active'
          AND "currentTokenSetId" IS DISTINCT FROM ${id}::uuid FOR UPDATE`
      if (grant === undefined) return
      await insert(tx, { grantId: chain.id, row, token })
      await pointAt(tx, { grantId: chain.id, id, token })
      await tx.tokenSet.deleteMany({ where: { grantId: chain.id, id: { not: id } } })
      await dueAfterSuccess(keeper, tx, chain.id)
      await endAppFault(tx, chain.xeroAppId)
      await applyList(tx, { ...list, grantId: chain.id, ...AS_LISTED, nextCheckInMilliseconds })
      if (grant.failing)
        await recordEvent(tx, { kind: "grant.refresh_recovered", grantId: chain.id })
    }),
  )
}

const AS_LISTED = { newState: "connected", claimed: new Set<string>() } as const

/** Times are the database's clock minus the time since the answer arrived, however late the commit. */
async function insert(
  tx: Tx,
  { grantId, row, token }: { grantId: string; row: SealedToken; token: NewToken },
): Promise<void> {
  const sinceAnswer = performance.now() - token.answeredAt
  await tx.$executeRaw`
    INSERT INTO "TokenSet" ("id", "grantId", "chain", "rotation", "accessTokenSealed", "fingerprint", "receivedAt",
      "accessTokenExpiresAt")
    SELECT ${row.id}::uuid, g."id", g."chain", g."rotation" + 1, ${row.accessTokenSealed}, ${row.fingerprint},
      received."at", received."at" + ${token.expiresInSeconds} * interval '1 second'
    FROM "Grant" g, (SELECT clock_timestamp() - ${sinceAnswer} * interval '1 millisecond' AS "at") received
    WHERE g."id" = ${grantId}::uuid`
}

async function pointAt(
  tx: Tx,
  { grantId, id, token }: { grantId: string; id: string; token: NewToken },
): Promise<void> {
  const { epoch, scopes } = token
  await tx.$executeRaw`
    UPDATE "Grant" SET "currentTokenSetId" = ${id}::uuid, "rotation" = "rotation" + 1, "scopes" = ${scopes},
      "failures" = 0, "failingSince" = NULL, "nextAttemptAt" = NULL, "doubtfulSince" = NULL, "doubtfulSign" = NULL,
      "lastOutcome" = 'ok', "lastOutcomeAt" = clock_timestamp(), "lastRefreshedAt" = clock_timestamp(),
      "leaseUntil" = CASE WHEN "leaseEpoch" = ${epoch} THEN NULL ELSE "leaseUntil" END,
      "leaseHolder" = CASE WHEN "leaseEpoch" = ${epoch} THEN NULL ELSE "leaseHolder" END
    WHERE "id" = ${grantId}::uuid`
}

type StoredGrant = { failing: boolean }
type SealedToken = { id: string; accessTokenSealed: string; fingerprint: string }
export type NewToken = {
  accessToken: string
  expiresInSeconds: number
  scopes: string[]
  /** What it reaches, and when Xero was asked. */
  list: ConnectionList & { askedAt: Date }
  /** Of the lease under which it was asked for. */
  epoch: number
  /** `performance.now()` when the answer arrived. */
  answeredAt: number
}
