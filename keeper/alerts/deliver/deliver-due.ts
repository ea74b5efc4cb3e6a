import { attemptDelivery } from "@/keeper/alerts/deliver/attempt-delivery"
import { type ClaimedDelivery, claimDeliveries } from "@/keeper/alerts/deliver/claim-deliveries"
import type { Keeper } from "@/keeper/keeper"
import { kindOf } from "@/lib/log"

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
    await Promise.all(claimed.map((one) => deliver(keeper, one)))
  }
}

async function deliver(keeper: Keeper, claimed: ClaimedDelivery): Promise<void> {
  await attemptDelivery(keeper, claimed).catch((cause: unknown) => {
    const reason = kindOf(cause)
    const { deliveryId } = claimed
    keeper.log.error({ event: "alert_delivery_failed", deliveryId, reason })
  })
}
