import { retryIn } from "@/keeper/alerts/deliver/alert-timings"
import type { ClaimedDelivery } from "@/keeper/alerts/deliver/claim-deliveries"
import { findSecrets } from "@/keeper/alerts/deliver/find-secrets"
import { sendWebhook } from "@/keeper/alerts/deliver/send-webhook"
import { writeEmail } from "@/keeper/alerts/deliver/write-email"
import { OWNERS_TYPES, writeWebhookBody } from "@/keeper/alerts/deliver/write-message"
import type { Keeper } from "@/keeper/keeper"
import { sendMail } from "@/keeper/mail/send-mail"
import type { SendResult } from "@/keeper/outgoing/send-result"
import { type AlertMessage, alertMessage } from "@/lib/alerts/alert-detail"
import type { Tx } from "@/lib/db/create-db"
import { findChannelLabels } from "@/lib/names/find-labels"

/**
 * Sends a stored delivery once and records the result. A failure is retried with growing pauses until 24 hours after it
 * was queued; a test is not retried. Null if another attempt was counted since the claim. If the process dies between
 * sending and recording, the delivery is sent twice, under the same id.
 */
export async function attemptDelivery(
  keeper: Keeper,
  claimed: ClaimedDelivery,
): Promise<SendResult | null> {
  const delivery = await findWaiting(keeper, claimed)
  if (delivery === null) return null
  const startedAt = performance.now()
  const result = await send(keeper, delivery)
  const tookInMilliseconds = Math.round(performance.now() - startedAt)
  keeper.numbers.deliveries.count(outcomeOf(result), tookInMilliseconds)
  await keeper.db.$transaction((tx) => record(keeper, tx, { delivery, result, tookInMilliseconds }))
  return result
}

async function findWaiting(keeper: Keeper, { deliveryId, attemptCount }: ClaimedDelivery) {
  return keeper.db.alertDelivery.findFirst({
    where: { id: deliveryId, attemptCount, state: "waiting" },
    select: {
      id: true,
      alertId: true,
      phase: true,
      message: true,
      createdAt: true,
      attemptCount: true,
      failures: true,
      channel: {
        select: { id: true, kind: true, name: true, mailTo: true, url: true, secretSealed: true },
      },
    },
  })
}

async function send(keeper: Keeper, delivery: Waiting): Promise<SendResult> {
  return delivery.channel.kind === "email"
    ? sendByEmail(keeper, delivery)
    : sendByWebhook(keeper, delivery)
}

async function sendByEmail(keeper: Keeper, delivery: Waiting): Promise<SendResult> {
  const { id, alertId, channel } = delivery
  const { appUrl } = keeper.alerts
  const message = alertMessage.parse(delivery.message)
  const labels = await findChannelLabels(keeper.db, [channel.id])
  const channelName = labels.get(channel.id) ?? channel.name
  return sendMail(keeper, {
    id,
    threadId: alertId,
    to: await recipientsOf(keeper, message, channel.mailTo),
    ...writeEmail(message, { appUrl, channelName }),
  })
}

/** Every owner learns that a service may fetch more, whoever else reads the channel. */
async function recipientsOf(
  { db }: Keeper,
  { type }: AlertMessage,
  mailTo: string[],
): Promise<string[]> {
  if (!OWNERS_TYPES.has(type)) return mailTo
  const owners = await db.member.findMany({
    where: { role: "owner", disabledAt: null },
    select: { email: true },
  })
  return [...new Set([...mailTo, ...owners.map((one) => one.email)])]
}

async function sendByWebhook(keeper: Keeper, delivery: Waiting): Promise<SendResult> {
  const { id, channel, createdAt } = delivery
  if (channel.url === null || channel.secretSealed === null) {
    throw new Error(`channel ${channel.id} is no webhook`)
  }
  const { id: channelId, secretSealed } = channel
  const secrets = await findSecrets(keeper, { id: channelId, secretSealed })
  if (secrets === null) return { kind: "failed", outcome: "shut", evidence: null }
  const message = {
    url: channel.url,
    id,
    secrets,
    body: writeWebhookBody(alertMessage.parse(delivery.message), createdAt),
    timeoutInMilliseconds: keeper.alerts.timings.webhookTimeout,
  }
  return sendWebhook(message, keeper.alerts)
}

async function record(keeper: Keeper, tx: Tx, { delivery, result, tookInMilliseconds }: Attempted) {
  const wait = result.kind === "failed" ? waitAfter(keeper, delivery, result) : null
  await settle(keeper, tx, { delivery, result, wait })
  await tx.$executeRaw`
    INSERT INTO "AlertAttempt" ("deliveryId", "at", "tookInMilliseconds", "outcome", "evidence")
    VALUES (${delivery.id}::uuid, clock_timestamp(), ${tookInMilliseconds}, ${outcomeOf(result)}, ${result.evidence})`
}

function outcomeOf(result: SendResult): string {
  return result.kind === "failed" ? result.outcome : "delivered"
}

/** Counts the attempt, unless another one has been counted since the claim. */
async function settle(
  keeper: Keeper,
  tx: Tx,
  { delivery, result, wait }: Pick<Attempted, "delivery" | "result"> & { wait: number | null },
): Promise<void> {
  const { id, attemptCount } = delivery
  const delivered = result.kind === "delivered"
  await tx.$executeRaw`
    UPDATE "AlertDelivery" SET "attemptCount" = "attemptCount" + 1, "failures" = "failures" + ${delivered ? 0 : 1},
      "state" = next."state"::"AlertDeliveryState",
      "nextAttemptAt" = CASE WHEN next."state" = 'waiting' THEN next."at" END,
      "finishedAt" = CASE WHEN next."state" = 'waiting' THEN NULL ELSE clock_timestamp() END
    FROM (
      SELECT d."id", later."at", CASE
        WHEN ${delivered} THEN 'delivered'
        WHEN later."at" IS NULL
          OR later."at" > d."queuedAt" + ${keeper.alerts.timings.giveUp} * interval '1 millisecond' THEN 'failed'
        ELSE 'waiting' END AS "state"
      FROM "AlertDelivery" d
      CROSS JOIN LATERAL (
        SELECT clock_timestamp() + ${wait}::float8 * interval '1 millisecond' AS "at"
      ) later
      WHERE d."id" = ${id}::uuid
    ) next
    WHERE "AlertDelivery"."id" = next."id" AND "AlertDelivery"."state" = 'waiting'
      AND "AlertDelivery"."attemptCount" = ${attemptCount}`
}

/** Milliseconds until the next attempt; null if there is none. */
function waitAfter(keeper: Keeper, delivery: Waiting, result: Failed): number | null {
  if (result.final || delivery.phase === "test") return null
  const wait = retryIn(keeper.alerts.timings, delivery.failures + 1)
  return Math.max(wait, (result.retryAfterInSeconds ?? 0) * 1_000)
}

type Waiting = NonNullable<Awaited<ReturnType<typeof findWaiting>>>
type Failed = Extract<SendResult, { kind: "failed" }>
type Attempted = { delivery: Waiting; result: SendResult; tookInMilliseconds: number }
