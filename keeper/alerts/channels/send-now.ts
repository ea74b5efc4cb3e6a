import { randomUUID } from "node:crypto"
import { attemptDelivery } from "@/keeper/alerts/deliver/attempt-delivery"
import { tidyName } from "@/keeper/alerts/deliver/sanitise-text"
import { writeTestMessage } from "@/keeper/alerts/deliver/write-message"
import type { Keeper } from "@/keeper/keeper"
import type { AlertInput, AlertOutput } from "@/lib/contract/alert-operations"
import type { Tx } from "@/lib/db/create-db"

// Sent at once by whoever was asked; the queue takes it up if that process dies meanwhile.
const QUEUE_AFTER_MILLISECONDS = 60_000

/** Sends a test through a channel and says what came of it. It is tried once: hours later it would tell nobody anything. */
export async function testAlertChannel(
  keeper: Keeper,
  _memberId: string,
  { channelId }: AlertInput<"testAlertChannel">,
): Promise<AlertOutput<"testAlertChannel">> {
  const channel = await keeper.db.alertChannel.findFirst({
    where: { id: channelId, removedAt: null },
    select: { name: true },
  })
  if (channel === null) return { kind: "not_found" }
  const deliveryId = randomUUID()
  const message = writeTestMessage(tidyName(channel.name), keeper.alerts.appUrl)
  return sendNow(keeper, { deliveryId, attempt: 0 }, async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "AlertDelivery" ("id", "channelId", "phase", "message", "createdAt", "queuedAt", "nextAttemptAt")
      VALUES (${deliveryId}::uuid, ${channelId}::uuid, 'test', ${JSON.stringify(message)}::jsonb,
        clock_timestamp(), clock_timestamp(), clock_timestamp())`
  })
}

/** Sends a stored delivery again, under its own id, and says what came of it. */
export async function resendAlert(
  keeper: Keeper,
  _memberId: string,
  { deliveryId }: AlertInput<"resendAlert">,
): Promise<AlertOutput<"resendAlert">> {
  const delivery = await keeper.db.alertDelivery.findFirst({
    where: { id: deliveryId, channel: { removedAt: null } },
    select: { attemptCount: true },
  })
  if (delivery === null) return { kind: "not_found" }
  return sendNow(keeper, { deliveryId, attempt: delivery.attemptCount }, async (tx) => {
    await tx.$executeRaw`
      UPDATE "AlertDelivery" SET "state" = 'waiting', "failures" = 0, "queuedAt" = clock_timestamp(),
        "nextAttemptAt" = clock_timestamp(), "finishedAt" = NULL
      WHERE "id" = ${deliveryId}::uuid`
  })
}

async function sendNow(
  keeper: Keeper,
  job: { deliveryId: string; attempt: number },
  store: (tx: Tx) => Promise<void>,
): Promise<AlertOutput<"resendAlert">> {
  const { queue } = keeper.alerts
  await queue.open()
  await keeper.db.$transaction(async (tx) => {
    await store(tx)
    await queue.put(tx, [{ ...job, afterMilliseconds: QUEUE_AFTER_MILLISECONDS }])
  })
  const result = await attemptDelivery(keeper, job)
  if (result === null) return { kind: "not_found" }
  const outcome = result.kind === "failed" ? result.outcome : null
  return { kind: "sent", outcome, evidence: result.evidence }
}
