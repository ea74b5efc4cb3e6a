import { addAlertChannel } from "@/keeper/alerts/channels"
import { deliverDue } from "@/keeper/alerts/deliver-due"
import { watchAlerts } from "@/keeper/alerts/watch-alerts"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { openIncident } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"
import { XERO_USERS } from "@/sandbox/seed"

/** A stage with one webhook for a channel. Strikes follow each other at once, and the watch reads every event at every look. */
export async function openAlertStage(): Promise<AlertStage> {
  const stage = await openStage({ timings: { askAgain: [0, 0, 0] } })
  stage.keeper.alerts.timings.lookAgain = 0
  const receiver = await startReceiver()
  const { secret } = await addWebhook(stage, receiver.url)
  return {
    stage,
    receiver,
    secret,
    async close() {
      await receiver.close()
      await stage.close()
    },
  }
}

/** Lets alerts go to receivers on loopback, and adds one as a channel; returns its secret. */
export async function addWebhook(stage: Stage, url: string, name = "Receiver"): Promise<Channel> {
  stage.keeper.alerts.allowPrivateTargets = true
  const settings = { kind: "webhook", name, url } as const
  const added = await addAlertChannel(stage.keeper, stage.memberId, settings)
  if (added.kind !== "added") throw new Error(`no channel: ${JSON.stringify(added)}`)
  return { channelId: added.channelId, secret: added.secret ?? "" }
}

/** One look and one round of sending, as the keeper's work does by itself. */
export async function tellAlerts(keeper: Keeper): Promise<void> {
  await watchAlerts(keeper)
  await deliverDue(keeper)
}

/** What was told since the last call, as the receiver understood it: type and title. */
export async function listTold(
  stage: Stage,
  receiver: Receiver,
  secret: string,
): Promise<string[]> {
  await tellAlerts(stage.keeper)
  const messages = receiver.received.splice(0).map((one) => verify(one, secret))
  return messages.map(({ type, data }) => `${type}: ${data.title}`)
}

/** Alice's chain ends: Xero refuses every rung. The stage's strikes must follow each other at once. */
export async function endChain(stage: Stage, grantId: string): Promise<void> {
  await stage.control.killChain(XERO_USERS.alice)
  for (let round = 0; round < 6; round += 1) {
    await refreshGrant(stage.keeper, grantId)
    await stage.db.$executeRaw`UPDATE "Grant" SET "nextAttemptAt" = NULL`
  }
  const { state } = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  if (state !== "ended") throw new Error(`the grant is ${state}`)
}

/** An alert with its delivery stored, and nothing sent. */
export async function storeDelivery(stage: Stage): Promise<string> {
  await stage.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await watchAlerts(stage.keeper)
  const { id } = await stage.db.alertDelivery.findFirstOrThrow({ select: { id: true } })
  return id
}

/** A delivery with its attempts, in order. */
export function deliveryOf(stage: Stage, id: string) {
  return stage.db.alertDelivery.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { id: "asc" } } },
  })
}

/** The next look is for everything, whether an event told of it or not. */
export async function makeSweepDue(stage: Stage): Promise<void> {
  await stage.db.$executeRaw`UPDATE "AlertWatch" SET "sweepDueAt" = clock_timestamp()`
}

/** As if nobody had refreshed the chain for so many days. */
export async function neglect(stage: Stage, grantId: string, days: number): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "Grant" SET "lastRefreshedAt" = clock_timestamp() - ${days} * interval '1 day',
      "refreshTokenExpiresAt" = clock_timestamp() + ${60 - days} * interval '1 day'
    WHERE "id" = ${grantId}::uuid`
}

/** As if the open incident had begun so many days ago. */
export async function ageIncident(stage: Stage, days: number): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "Incident" SET "openedAt" = clock_timestamp() - ${days} * interval '1 day' WHERE "closedAt" IS NULL`
}

/** As if the current refresh token had been presented so many minutes ago, and again since, without an answer. */
export async function leaveUnanswered(
  stage: Stage,
  grantId: string,
  minutes: number,
): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "TokenSet" t SET "firstPresentedAt" = clock_timestamp() - ${minutes} * interval '1 minute', "presentations" = 9
    FROM "Grant" g WHERE g."id" = ${grantId}::uuid AND t."id" = g."currentTokenSetId"`
  await stage.db.$executeRaw`
    UPDATE "Grant" SET "failingSince" = clock_timestamp() - ${minutes} * interval '1 minute', "failures" = 9,
      "lastOutcome" = 'unknown' WHERE "id" = ${grantId}::uuid`
}

/** Waiting deliveries fall due now, and jobs that a killed process held have expired. */
export async function passTime(stage: Stage): Promise<void> {
  await stage.db.$executeRawUnsafe(`
    UPDATE pgboss.job SET "start_after" = now() - interval '1 second', "started_on" = "started_on" - interval '1 hour'
    WHERE "state" < 'completed'`)
}

export type Channel = { channelId: string; secret: string }
export type AlertStage = {
  stage: Stage
  receiver: Receiver
  secret: string
  close(): Promise<void>
}
