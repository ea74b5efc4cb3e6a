import type { Keeper } from "@/keeper/keeper"

/**
 * Takes up to `limit` deliveries whose next attempt is due, the longest due first, and moves that attempt on by one lease:
 * no other keeper takes them meanwhile, and whatever becomes of this process, they are due again then.
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

/** `attemptCount`: how many attempts went before. */
export type ClaimedDelivery = { deliveryId: string; attemptCount: number }
