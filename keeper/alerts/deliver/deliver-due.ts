import { attemptDelivery } from "@/keeper/alerts/deliver/attempt-delivery"
import { claimDeliveries } from "@/keeper/alerts/deliver/claim-deliveries"
import type { Keeper } from "@/keeper/keeper"
import { logFailure } from "@/keeper/log-failure"

const AT_ONCE = 5

/**
 * Sends everything that is due, several deliveries at once. If the keeper dies or the result cannot be recorded, a
 * delivery is due again after its lease.
 */
export async function deliverDue(keeper: Keeper): Promise<void> {
  keeper.alerts.deliveriesStored = false
  while (!keeper.draining) {
    const claimed = await claimDeliveries(keeper, AT_ONCE)
    if (claimed.length === 0) return
    await Promise.all(
      claimed.map((one) => {
        const facts = { event: "alert_delivery_failed", deliveryId: one.deliveryId }
        return attemptDelivery(keeper, one).catch(logFailure(keeper.log, facts))
      }),
    )
  }
}
