import type { Tx } from "@/lib/db/create-db"

const BATCH = 1_000

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
