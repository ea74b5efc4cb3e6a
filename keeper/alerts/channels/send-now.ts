import { randomUUID } from "node:crypto"
import { attemptDelivery } from "@/keeper/alerts/deliver/attempt-delivery"
import type { ClaimedDelivery } from "@/keeper/alerts/deliver/claim-deliveries"
import { writeTestMessage } from "@/keeper/alerts/deliver/write-message"
import type { Keeper } from "@/keeper/keeper"
import { tidyName } from "@/keeper/mail/sanitise-text"
import type { AlertInput, AlertOutput } from "@/lib/contract/alert-operations"
import { findChannelLabels } from "@/lib/names/find-labels"

/** Sends a test through a channel and returns the result. It is tried once: a test that arrives hours later helps no one. */
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
  const labels = await findChannelLabels(keeper.db, [channelId])
  const name = tidyName(labels.get(channelId) ?? channel.name)
  const message = writeTestMessage(name, keeper.alerts.appUrl)
  await keeper.db.$executeRaw`
    INSERT INTO "AlertDelivery" ("id", "channelId", "phase", "message", "nextAttemptAt")
    VALUES (${deliveryId}::uuid, ${channelId}::uuid, 'test', ${JSON.stringify(message)}::jsonb,
      clock_timestamp() + ${keeper.alerts.timings.lease} * interval '1 millisecond')`
  return sendNow(keeper, { deliveryId, attemptCount: 0 })
}

/** Sends a stored delivery again, under the same id, and returns the result. */
export async function resendAlert(
  keeper: Keeper,
  _memberId: string,
  { deliveryId }: AlertInput<"resendAlert">,
): Promise<AlertOutput<"resendAlert">> {
  const [claimed] = await keeper.db.$queryRaw<ClaimedDelivery[]>`
    UPDATE "AlertDelivery" SET "state" = 'waiting', "failures" = 0, "queuedAt" = clock_timestamp(), "finishedAt" = NULL,
      "nextAttemptAt" = clock_timestamp() + ${keeper.alerts.timings.lease} * interval '1 millisecond'
    FROM "AlertChannel" c
    WHERE "AlertDelivery"."id" = ${deliveryId}::uuid AND c."id" = "channelId" AND c."removedAt" IS NULL
    RETURNING "AlertDelivery"."id" AS "deliveryId", "attemptCount"`
  return claimed === undefined ? { kind: "not_found" } : sendNow(keeper, claimed)
}

/** The delivery is already claimed; if this keeper dies, another one takes over when the claim runs out. */
async function sendNow(
  keeper: Keeper,
  claimed: ClaimedDelivery,
): Promise<AlertOutput<"resendAlert">> {
  const result = await attemptDelivery(keeper, claimed)
  if (result === null) return { kind: "not_found" }
  const outcome = result.kind === "failed" ? result.outcome : null
  return { kind: "sent", outcome, evidence: result.evidence }
}
