import type { Keeper } from "@/keeper/keeper"
import type { Tx } from "@/lib/db/create-db"

const BATCH = 1_000
// Longer than any job is out or late.
const FORGOTTEN_AFTER_MINUTES = 15

/** Alerts and deliveries that are over are kept as long as events are. */
export async function removeOldAlerts(tx: Tx, retentionMonths: number): Promise<void> {
  const old = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "AlertDelivery"
    WHERE "finishedAt" < statement_timestamp() - ${retentionMonths} * interval '1 month' LIMIT ${BATCH}`
  const ids = old.map((row) => row.id)
  await tx.alertAttempt.deleteMany({ where: { deliveryId: { in: ids } } })
  await tx.alertDelivery.deleteMany({ where: { id: { in: ids } } })
  await tx.$executeRaw`
    DELETE FROM "Alert" a WHERE a."id" IN (
      SELECT "id" FROM "Alert" WHERE "settledAt" < statement_timestamp() - ${retentionMonths} * interval '1 month'
      LIMIT ${BATCH}
    ) AND NOT EXISTS (SELECT 1 FROM "AlertDelivery" d WHERE d."alertId" = a."id")`
}

/** A delivery that waits though its time is long over has lost its job (somebody emptied the queue): it gets a new one. */
export async function requeueForgotten(keeper: Keeper, tx: Tx): Promise<void> {
  if (!keeper.alerts.queue.isOpen()) return
  const rows = await tx.$queryRaw<{ deliveryId: string; attempt: number }[]>`
    SELECT "id" AS "deliveryId", "attemptCount" AS "attempt" FROM "AlertDelivery"
    WHERE "state" = 'waiting'
      AND "nextAttemptAt" < clock_timestamp() - ${FORGOTTEN_AFTER_MINUTES} * interval '1 minute' LIMIT ${BATCH}`
  await keeper.alerts.queue.put(
    tx,
    rows.map((row) => ({ ...row, afterMilliseconds: 0 })),
  )
}
