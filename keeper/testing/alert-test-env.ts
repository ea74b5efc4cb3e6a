import { addAlertChannel } from "@/keeper/alerts/channels/channels"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { openIncident } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import { sendDueMails } from "@/keeper/mail/send-due"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"

/**
 * A test environment with one webhook for a channel. Strikes follow each other at once, and the watch reads every event
 * at every look.
 */
export async function startAlertTestEnv(): Promise<AlertTestEnv> {
  const testEnv = await startTestEnv({ timings: { askAgain: [0, 0, 0] } })
  testEnv.keeper.alerts.timings.lookAgain = 0
  const receiver = await startReceiver()
  const { secret } = await addWebhook(testEnv, receiver.url)
  return {
    testEnv,
    receiver,
    secret,
    async close() {
      await receiver.close()
      await testEnv.close()
    },
  }
}

/** Lets alerts go to receivers on loopback, and adds one as a channel; returns its secret. */
export async function addWebhook(
  testEnv: TestEnv,
  url: string,
  name = "Receiver",
): Promise<Channel> {
  testEnv.keeper.alerts.allowPrivateTargets = true
  const settings = { kind: "webhook", name, url } as const
  const added = await addAlertChannel(testEnv.keeper, testEnv.memberId, settings)
  if (added.kind !== "added") throw new Error(`no channel: ${JSON.stringify(added)}`)
  return { channelId: added.channelId, secret: added.secret ?? "" }
}

/** One look and one round of sending, as the keeper's work does by itself. */
export async function watchAndDeliver(keeper: Keeper): Promise<void> {
  await watchAlerts(keeper)
  await Promise.all([deliverDue(keeper), sendDueMails(keeper)])
}

/** What arrived since the last call, as the receiver understood it: type and title. */
export async function listReceived(
  testEnv: TestEnv,
  receiver: Receiver,
  secret: string,
): Promise<string[]> {
  await watchAndDeliver(testEnv.keeper)
  const messages = receiver.received.splice(0).map((one) => verify(one, secret))
  return messages.map(({ type, data }) => `${type}: ${data.title}`)
}

/** A chain ends: Xero refuses every rung. The test environment's strikes must follow each other at once. */
export async function endChain(testEnv: TestEnv, grantId: string): Promise<void> {
  const { xeroUserId } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  await testEnv.control.killChain(xeroUserId)
  for (let round = 0; round < 6; round += 1) {
    await refreshGrant(testEnv.keeper, grantId)
    await testEnv.db.$executeRaw`UPDATE "Grant" SET "nextAttemptAt" = NULL`
  }
  const { state } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  if (state !== "ended") throw new Error(`the grant is ${state}`)
}

/** An alert with its delivery stored, and nothing sent. */
export async function storeDelivery(testEnv: TestEnv): Promise<string> {
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await watchAlerts(testEnv.keeper)
  const { id } = await testEnv.db.alertDelivery.findFirstOrThrow({ select: { id: true } })
  return id
}

/** A delivery with its attempts, in order. */
export function deliveryOf(testEnv: TestEnv, id: string) {
  return testEnv.db.alertDelivery.findUniqueOrThrow({
    where: { id },
    include: { attempts: { orderBy: { id: "asc" } } },
  })
}

/** The next look is for everything, whether an event was recorded or not. */
export async function makeSweepDue(testEnv: TestEnv): Promise<void> {
  await testEnv.db.$executeRaw`UPDATE "AlertWatch" SET "sweepDueAt" = clock_timestamp()`
}

/** Makes the chain look as if it had not been refreshed for so many days. */
export async function neglect(testEnv: TestEnv, grantId: string, days: number): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "lastRefreshedAt" = clock_timestamp() - ${days} * interval '1 day',
      "refreshTokenExpiresAt" = clock_timestamp() + ${60 - days} * interval '1 day'
    WHERE "id" = ${grantId}::uuid`
}

/** As if the open incident had begun so many days ago. */
export async function ageIncident(testEnv: TestEnv, days: number): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Incident" SET "openedAt" = clock_timestamp() - ${days} * interval '1 day' WHERE "closedAt" IS NULL`
}

/** As if the current refresh token had been presented so many minutes ago, and again since, without an answer. */
export async function leaveUnanswered(
  testEnv: TestEnv,
  grantId: string,
  minutes: number,
): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "TokenSet" t SET "firstPresentedAt" = clock_timestamp() - ${minutes} * interval '1 minute', "presentations" = 9
    FROM "Grant" g WHERE g."id" = ${grantId}::uuid AND t."id" = g."currentTokenSetId"`
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "failingSince" = clock_timestamp() - ${minutes} * interval '1 minute', "failures" = 9,
      "lastOutcome" = 'unknown' WHERE "id" = ${grantId}::uuid`
}

/** Waiting deliveries fall due now, those included that a killed keeper had claimed. */
export async function passTime(testEnv: TestEnv): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "AlertDelivery" SET "nextAttemptAt" = clock_timestamp() WHERE "state" = 'waiting'`
}

export type Channel = { channelId: string; secret: string }
export type AlertTestEnv = {
  testEnv: TestEnv
  receiver: Receiver
  secret: string
  close(): Promise<void>
}
