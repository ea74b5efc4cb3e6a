import { randomUUID } from "node:crypto"
import type { Keeper } from "@/keeper/keeper"
import { Prisma } from "@/lib/db/generated/client"

/**
 * One statement that commits before anything is sent (docs/refresh-chain.md, rules 2 and 3): the lease, the intent (an open
 * attempt) and the token set's first presentation. Null when the lease is held by another, the pointer or the chain has
 * moved, or it is too early. While Xero refuses the app, only one probe a minute gets through.
 *
 * `heldEpoch`: the caller's own lease, taken over for the next rung of the ladder. `ignoreBackOff`: a member asked.
 */
export async function takeLease(keeper: Keeper, request: LeaseRequest): Promise<Lease | null> {
  const { grantId, tokenSetId, purpose, ignoreBackOff } = request
  const { lease, appProbe } = keeper.timings
  const attemptId = randomUUID()
  const free = freeGrant(request)
  const rows = await keeper.db.$queryRaw<{ epoch: number; takenAt: Date }[]>`
    WITH app AS (
      UPDATE "XeroApp" a SET "faultProbeDueAt" = clock_timestamp() + ${appProbe} * interval '1 millisecond'
      FROM "Grant" g
      WHERE ${free} AND a."id" = g."xeroAppId" AND a."faultSince" IS NOT NULL
        AND (a."faultProbeDueAt" <= clock_timestamp() OR ${ignoreBackOff})
      RETURNING a."id"
    ), taken AS (
      UPDATE "Grant" g SET
        "leaseEpoch" = g."leaseEpoch" + 1,
        "leaseHolder" = ${keeper.id},
        "leaseUntil" = clock_timestamp() + ${lease} * interval '1 millisecond',
        -- If this process dies now, another one follows up when the lease runs out.
        "refreshDueAt" = clock_timestamp() + ${lease} * interval '1 millisecond'
      FROM "XeroApp" a
      WHERE ${free} AND a."id" = g."xeroAppId" AND a."usable"
        AND (a."faultSince" IS NULL OR EXISTS (SELECT 1 FROM app))
      RETURNING g."leaseEpoch"
    ), presented AS (
      UPDATE "TokenSet" SET
        "firstPresentedAt" = coalesce("firstPresentedAt", clock_timestamp()),
        "presentations" = "presentations" + 1
      WHERE "id" = ${tokenSetId}::uuid AND EXISTS (SELECT 1 FROM taken)
    ), attempt AS (
      INSERT INTO "RefreshAttempt" ("id", "grantId", "tokenSetId", "purpose", "epoch", "keeperId", "startedAt")
      SELECT ${attemptId}::uuid, ${grantId}::uuid, ${tokenSetId}::uuid, ${purpose}::"RefreshPurpose", "leaseEpoch",
        ${keeper.id}, clock_timestamp()
      FROM taken
    )
    SELECT "leaseEpoch" AS "epoch", clock_timestamp() AS "takenAt" FROM taken`
  const [row] = rows
  return row === undefined ? null : { ...request, attemptId, ...row, heldSince: performance.now() }
}

/** True for a grant `g` that is as it was when this was decided, is not leased and is due. */
function freeGrant({
  grantId,
  chain,
  pointerId,
  heldEpoch,
  ignoreBackOff,
}: LeaseRequest): Prisma.Sql {
  return Prisma.sql`g."id" = ${grantId}::uuid AND g."state" = 'active'
    AND g."chain" = ${chain} AND g."currentTokenSetId" = ${pointerId}::uuid
    AND (g."leaseUntil" IS NULL OR g."leaseUntil" < clock_timestamp() OR g."leaseEpoch" = ${heldEpoch ?? -1})
    AND (${ignoreBackOff} OR g."nextAttemptAt" IS NULL OR g."nextAttemptAt" <= clock_timestamp())`
}

/** Ends the lease if it is still this one (R7); a later holder is not disturbed. */
export async function freeLease(
  keeper: Keeper,
  lease: Pick<Lease, "grantId" | "epoch">,
): Promise<void> {
  await keeper.db.grant.updateMany({
    where: { id: lease.grantId, leaseEpoch: lease.epoch },
    data: { leaseUntil: null, leaseHolder: null },
  })
}

export type LeaseRequest = {
  grantId: string
  tokenSetId: string
  chain: number
  /** What the grant pointed at when this was decided; the pointer may move only from there. */
  pointerId: string
  purpose: "refresh" | "confirm" | "ladder"
  heldEpoch: number | null
  ignoreBackOff: boolean
}
export type Lease = LeaseRequest & {
  attemptId: string
  epoch: number
  /** By the database's clock, and by `performance.now()`. */
  takenAt: Date
  heldSince: number
}
