import { attemptDelivery } from "@/keeper/alerts/deliver/attempt-delivery"
import type { Job } from "@/keeper/alerts/deliver/queue"
import type { Keeper } from "@/keeper/keeper"

const AT_ONCE = 5

/**
 * Sends what is due, several at once, until the queue has nothing more. A job whose process dies, or whose result could not
 * be written down, comes back by itself.
 */
export async function deliverDue(keeper: Keeper): Promise<void> {
  const { queue } = keeper.alerts
  while (queue.isOpen() && !keeper.draining) {
    const jobs = await queue.take(AT_ONCE)
    if (jobs.length === 0) return
    await Promise.all(jobs.map((job) => deliver(keeper, job)))
  }
}

async function deliver(keeper: Keeper, job: Job): Promise<void> {
  await attemptDelivery(keeper, job).then(
    () => keeper.alerts.queue.done(job.jobId),
    (cause: unknown) => {
      const reason = cause instanceof Error ? cause.name : "unknown"
      keeper.log.error({ event: "alert_delivery_failed", deliveryId: job.deliveryId, reason })
    },
  )
}
