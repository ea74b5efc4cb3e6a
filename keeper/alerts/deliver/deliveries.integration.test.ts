import { afterEach, beforeEach, expect, it } from "vitest"
import { removeAlertChannel, rotateAlertSecret } from "@/keeper/alerts/channels/channels"
import { resendAlert, testAlertChannel } from "@/keeper/alerts/channels/send-now"
import { alertTimings, retryIn } from "@/keeper/alerts/deliver/alert-timings"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import {
  addWebhook,
  type Channel,
  deliveryOf,
  passTime,
  storeDelivery,
} from "@/keeper/testing/alert-test-env"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"

const HOUR = 60 * 60 * 1_000
let testEnv: TestEnv
let receiver: Receiver
let channel: Channel
let status: number | null

beforeEach(async () => {
  testEnv = await startTestEnv()
  status = 204
  receiver = await startReceiver(() => ({ status }))
  channel = await addWebhook(testEnv, receiver.url)
})
afterEach(async () => {
  await receiver.close()
  await testEnv.close()
})

async function roundLater(): Promise<void> {
  await passTime(testEnv)
  await deliverDue(testEnv.keeper)
}

it("waits longer after each failure, up to four hours, and fits more than a dozen attempts into a day", () => {
  const timings = alertTimings()
  const waits = Array.from({ length: 20 }, (_, index) => retryIn(timings, index + 1))
  expect(waits[0]).toBeGreaterThanOrEqual(9_000)
  expect(waits[0]).toBeLessThanOrEqual(11_000)
  for (const [index, wait] of waits.slice(1, 9).entries()) {
    expect(wait).toBeGreaterThan(waits[index] ?? 0)
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(4.4 * HOUR)
  let spent = 0
  const withinADay = waits.filter((wait) => {
    spent += wait
    return spent < 24 * HOUR
  })
  expect(withinADay.length).toBeGreaterThan(11)
})

it("tries a failed delivery again under the same id until it arrives, and shows every attempt", async () => {
  const id = await storeDelivery(testEnv)
  status = 503
  await deliverDue(testEnv.keeper)
  const first = await deliveryOf(testEnv, id)
  expect(first).toMatchObject({ state: "waiting", attemptCount: 1, failures: 1 })
  const waitInMilliseconds = (first.nextAttemptAt?.getTime() ?? 0) - first.createdAt.getTime()
  expect(waitInMilliseconds).toBeGreaterThan(8_000)
  await deliverDue(testEnv.keeper)
  expect(receiver.received).toHaveLength(1)
  await roundLater()
  status = 204
  await roundLater()
  await roundLater()
  const done = await deliveryOf(testEnv, id)
  expect(done).toMatchObject({ state: "delivered", attemptCount: 3, nextAttemptAt: null })
  expect(done.attempts.map(({ outcome, evidence }) => `${outcome} ${evidence}`)).toEqual([
    "refused HTTP 503",
    "refused HTTP 503",
    "delivered HTTP 204",
  ])
  const ids = receiver.received.map((one) => one.headers["webhook-id"])
  expect(ids).toEqual([id, id, id])
})

it("gives up after 24 hours, and not before", async () => {
  const id = await storeDelivery(testEnv)
  status = null
  testEnv.keeper.alerts.timings.webhookTimeout = 100
  const shift = (hours: number) => testEnv.db.$executeRaw`
    UPDATE "AlertDelivery" SET "queuedAt" = clock_timestamp() - ${hours} * interval '1 hour'`
  await shift(23.9)
  await deliverDue(testEnv.keeper)
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "waiting", attemptCount: 1 })
  await shift(24)
  await roundLater()
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "failed", attemptCount: 2 })
  await roundLater()
  expect((await deliveryOf(testEnv, id)).attempts.map((one) => one.outcome)).toEqual([
    "timeout",
    "timeout",
  ])
})

it("waits as long as the receiver asks for, and never comes again where it is told so", async () => {
  const id = await storeDelivery(testEnv)
  await receiver.close()
  receiver = await startReceiver((_, count) =>
    count === 1 ? { status: 429, headers: { "retry-after": "3600" } } : { status: 410 },
  )
  await testEnv.db.alertChannel.updateMany({ data: { url: receiver.url } })
  await deliverDue(testEnv.keeper)
  const busy = await deliveryOf(testEnv, id)
  const waitInMilliseconds = (busy.nextAttemptAt?.getTime() ?? 0) - Date.now()
  expect(waitInMilliseconds).toBeGreaterThan(0.9 * HOUR)
  await roundLater()
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "failed", attemptCount: 2 })
})

it("sends again on request: the same message, with another 24 hours to arrive", async () => {
  const id = await storeDelivery(testEnv)
  status = 410
  await deliverDue(testEnv.keeper)
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "failed" })
  status = 503
  const failed = await resendAlert(testEnv.keeper, testEnv.memberId, { deliveryId: id })
  expect(failed).toEqual({ kind: "sent", outcome: "refused", evidence: "HTTP 503" })
  expect(await deliveryOf(testEnv, id)).toMatchObject({
    state: "waiting",
    failures: 1,
    attemptCount: 2,
  })
  status = 204
  const sent = await resendAlert(testEnv.keeper, testEnv.memberId, { deliveryId: id })
  expect(sent).toEqual({ kind: "sent", outcome: null, evidence: "HTTP 204" })
  await roundLater()
  expect(receiver.received).toHaveLength(3)
  const [first, , last] = receiver.received.map((one) => verify(one, channel.secret))
  expect(last).toEqual(first)
})

it("sends a test at once and only once, and says what came of it", async () => {
  const test = () =>
    testAlertChannel(testEnv.keeper, testEnv.memberId, { channelId: channel.channelId })
  expect(await test()).toEqual({ kind: "sent", outcome: null, evidence: "HTTP 204" })
  status = 500
  expect(await test()).toEqual({ kind: "sent", outcome: "refused", evidence: "HTTP 500" })
  await roundLater()
  expect(receiver.received.map((one) => verify(one, channel.secret).type)).toEqual(["test", "test"])
  expect(await testEnv.db.alertDelivery.count({ where: { state: "failed" } })).toBe(1)
})

it("signs with both secrets for 24 hours after a rotation, and with the new one alone afterwards", async () => {
  const { channelId } = channel
  const rotated = await rotateAlertSecret(testEnv.keeper, testEnv.memberId, { channelId })
  if (rotated.kind !== "rotated") throw new Error(rotated.kind)
  const test = () => testAlertChannel(testEnv.keeper, testEnv.memberId, { channelId })
  await test()
  for (const secret of [channel.secret, rotated.secret]) {
    expect(verify(receiver.received[0] ?? never(), secret).type).toBe("test")
  }
  await testEnv.db.$executeRaw`UPDATE "AlertChannel" SET "previousSecretUntil" = clock_timestamp()`
  await test()
  const message = receiver.received[1] ?? never()
  expect(verify(message, rotated.secret).type).toBe("test")
  expect(() => verify(message, channel.secret)).toThrow()
})

it("sends nothing more to a channel that was removed, and keeps none of its secrets", async () => {
  const id = await storeDelivery(testEnv)
  await removeAlertChannel(testEnv.keeper, testEnv.memberId, { channelId: channel.channelId })
  await deliverDue(testEnv.keeper)
  expect(receiver.received).toEqual([])
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "cancelled" })
  const row = await testEnv.db.alertChannel.findFirstOrThrow({
    select: { secretSealed: true, previousSecretSealed: true },
  })
  expect(row).toEqual({ secretSealed: null, previousSecretSealed: null })
  const again = await resendAlert(testEnv.keeper, testEnv.memberId, { deliveryId: id })
  expect(again).toEqual({ kind: "not_found" })
})

function never(): never {
  throw new Error("nothing came")
}
