import type { Keeper } from "@/keeper/keeper"

/**
 * Claims up to `limit` deliveries whose next attempt is due, oldest first, by moving that attempt on by one lease: no
 * other keeper takes them in the meantime, and if this process dies they become due again.
 */
export async function claimDeliveries(
  { db, alerts }: Keeper,
  limit: number,
): Promise<ClaimedDelivery[]> {
  return db.$queryRaw<ClaimedDelivery[]>`
    UPDATE "AlertDelivery" SET "nextAttemptAt" = clock_timestamp() + ${alerts.timings.lease} * interval '1 millisecond'
    WHERE "id" IN (
      SELECT "id" FROM "AlertDelivery" WHERE "state" = 'waiting' AND "nextAttemptAt" <= statement_timestamp()
      ORDER BY "nextAttemptAt" LIMIT ${limit}
      FOR UPDATE SKIP LOCKED
    )
    RETURNING "id" AS "deliveryId", "attemptCount"`
}

/** `attemptCount`: how many attempts were made before. */
export type ClaimedDelivery = { deliveryId: string; attemptCount: number }
