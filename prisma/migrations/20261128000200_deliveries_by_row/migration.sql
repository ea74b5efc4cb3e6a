-- A delivery is claimed by its own row (keeper/alerts/deliver/claim-deliveries.ts).
CREATE INDEX "AlertDelivery_due_idx" ON "AlertDelivery"("nextAttemptAt") WHERE "state" = 'waiting';
