import { retryIn } from "@/keeper/alerts/deliver/alert-timings"
import { findSecrets } from "@/keeper/alerts/deliver/find-secrets"
import { readStream, type StreamedEvent } from "@/keeper/alerts/deliver/read-stream"
import { sendWebhook } from "@/keeper/alerts/deliver/send-webhook"
import type { Keeper } from "@/keeper/keeper"
import type { SendResult } from "@/keeper/outgoing/send-result"

const MOST_IN_A_BATCH = 200

/**
 * Sends each webhook that streams the activity the events that it has not had yet, in the order of their ids and a batch at
 * a time. The position moves only once the receiver has answered 2xx: so it gets every event at least once, and after an
 * outage it goes on where it stopped, however long that was. Of several keepers one at a time sends to a channel.
 */
export async function streamEvents(keeper: Keeper): Promise<void> {
  while (!keeper.draining) {
    const channel = await claim(keeper)
    if (channel === null) return
    const events = await readStream(keeper, channel.streamedTo, MOST_IN_A_BATCH)
    if (events.length === 0) await release(keeper, channel)
    else await sendBatch(keeper, channel, events)
  }
}

/** A channel that is due, kept from other keepers for one lease. */
async function claim({ db, alerts }: Keeper): Promise<StreamChannel | null> {
  const [channel] = await db.$queryRaw<StreamChannel[]>`
    UPDATE "AlertChannel" SET "streamDueAt" = clock_timestamp() + ${alerts.timings.lease} * interval '1 millisecond'
    WHERE "id" = (
      SELECT "id" FROM "AlertChannel"
      WHERE "sends" = 'activity' AND "removedAt" IS NULL AND "streamDueAt" <= statement_timestamp()
      ORDER BY "streamDueAt" LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING "id", "url", "secretSealed", "streamedTo", "streamFailures"`
  return channel ?? null
}

async function sendBatch(
  keeper: Keeper,
  channel: StreamChannel,
  events: StreamedEvent[],
): Promise<void> {
  const [first, last] = [events[0]?.id ?? "", events.at(-1)?.id ?? ""]
  const secrets = await findSecrets(keeper, channel)
  if (secrets === null) return postpone(keeper, channel, SHUT)
  const sent = await sendWebhook(
    {
      url: channel.url,
      // Made of what it holds, so that a receiver recognises a repeat.
      id: `${channel.id}.${first}-${last}`,
      secrets,
      body: JSON.stringify({
        type: "activity.events",
        timestamp: new Date().toISOString(),
        data: { events },
      }),
      timeoutInMilliseconds: keeper.alerts.timings.webhookTimeout,
    },
    keeper.alerts,
  )
  if (sent.kind === "delivered") await moveOn(keeper, channel, last)
  else await postpone(keeper, channel, sent)
}

/**
 * Only from where this batch began: a keeper whose lease ran out moves nothing back. The column holds milliseconds: rounded
 * up, "now" would be a wait.
 */
async function moveOn({ db }: Keeper, channel: StreamChannel, last: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "AlertChannel" SET "streamedTo" = ${BigInt(last)}, "streamFailures" = 0,
      "streamDueAt" = date_trunc('milliseconds', clock_timestamp()), "streamOutcome" = NULL, "streamAt" = clock_timestamp()
    WHERE "id" = ${channel.id}::uuid AND "streamedTo" = ${channel.streamedTo}`
}

async function postpone(keeper: Keeper, channel: StreamChannel, failed: Failed): Promise<void> {
  const pause = retryIn(keeper.alerts.timings, channel.streamFailures + 1)
  const wait = Math.max(pause, (failed.retryAfterInSeconds ?? 0) * 1_000)
  await keeper.db.$executeRaw`
    UPDATE "AlertChannel" SET "streamFailures" = "streamFailures" + 1, "streamOutcome" = ${failed.outcome},
      "streamAt" = clock_timestamp(), "streamDueAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
    WHERE "id" = ${channel.id}::uuid AND "streamedTo" = ${channel.streamedTo}`
}

async function release({ db, alerts }: Keeper, channel: StreamChannel): Promise<void> {
  await db.$executeRaw`
    UPDATE "AlertChannel" SET "streamDueAt" = clock_timestamp() + ${alerts.timings.streamPause} * interval '1 millisecond'
    WHERE "id" = ${channel.id}::uuid`
}

const SHUT: Failed = { kind: "failed", outcome: "shut", evidence: null }

type StreamChannel = {
  id: string
  url: string
  secretSealed: string
  streamedTo: bigint
  streamFailures: number
}
type Failed = Extract<SendResult, { kind: "failed" }>
