import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { attemptDelivery } from "@/keeper/alerts/deliver/attempt-delivery"
import { claimDeliveries } from "@/keeper/alerts/deliver/claim-deliveries"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { beginAppFault } from "@/keeper/grants/app-fault"
import { addWebhook, deliveryOf, passTime, storeDelivery } from "@/keeper/testing/alert-test-env"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { type Receiver, startReceiver } from "@/keeper/testing/webhook-receiver"

let testEnv: TestEnv
let receiver: Receiver
let status: number | null

beforeEach(async () => {
  testEnv = await startTestEnv()
  status = 204
  receiver = await startReceiver(() => ({ status }))
  await addWebhook(testEnv, receiver.url)
})
afterEach(async () => {
  await receiver.close()
  await testEnv.close()
})

it("loses no delivery to a keeper that is killed before or while sending", async () => {
  const env = { ...testEnv.env, ALERT_ALLOW_PRIVATE_TARGETS: "true" }
  status = null
  const victim = await startKeeperProcess(env)
  const { xeroAppId } = testEnv.keeper
  const fault = { xeroAppId, code: "invalid_client", probeInMilliseconds: 60_000 }
  await testEnv.db.$transaction((tx) => beginAppFault(tx, fault))
  await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 40_000 })
  await victim.kill()
  const { id } = await testEnv.db.alertDelivery.findFirstOrThrow()
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "waiting", attemptCount: 0 })
  await passTime(testEnv)
  status = 204
  const heir = await startKeeperProcess({ ...env, KEEPER_PACE: "0.03" })
  await vi.waitFor(
    async () => expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "delivered" }),
    {
      timeout: 40_000,
      interval: 200,
    },
  )
  await heir.kill()
  const sent = receiver.received.filter((one) => one.headers["webhook-id"] === id)
  expect(sent).toHaveLength(2)
}, 120_000)

it("goes on after the database has cut every connection", async () => {
  const id = await storeDelivery(testEnv)
  const cut = () => testEnv.db.$executeRaw`
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()`
  await cut()
  const arrived = async () => {
    await passTime(testEnv)
    await deliverDue(testEnv.keeper)
    expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "delivered" })
  }
  await vi.waitFor(arrived, { timeout: 10_000, interval: 100 })
})

it("sends each delivery once, however many keepers look for due ones at the same moment", async () => {
  const id = await storeDelivery(testEnv)
  await testEnv.db.$executeRaw`
    INSERT INTO "AlertDelivery" ("id", "channelId", "phase", "message", "nextAttemptAt")
    SELECT gen_random_uuid(), "channelId", "phase", "message", "nextAttemptAt"
    FROM "AlertDelivery", generate_series(1, 30) WHERE "id" = ${id}::uuid`
  const others = await Promise.all([testEnv.openAnother(), testEnv.openAnother()])
  for (const other of others) other.alerts.allowPrivateTargets = true
  await Promise.all([testEnv.keeper, ...others].map(deliverDue))
  const ids = receiver.received.map((one) => one.headers["webhook-id"])
  expect(new Set(ids).size).toBe(31)
  expect(ids).toHaveLength(31)
  expect(await testEnv.db.alertDelivery.count({ where: { state: "delivered" } })).toBe(31)
})

it("takes up a claimed delivery after its lease and not before", async () => {
  const id = await storeDelivery(testEnv)
  const { timings } = testEnv.keeper.alerts
  const leaseInMilliseconds = timings.lease
  const claimed = await claimDeliveries(testEnv.keeper, 5)
  expect(claimed).toEqual([{ deliveryId: id, attemptCount: 0 }])
  await deliverDue(testEnv.keeper)
  expect(receiver.received).toEqual([])
  await testEnv.db.$executeRaw`
    UPDATE "AlertDelivery" SET "nextAttemptAt" = "nextAttemptAt" - ${leaseInMilliseconds} * interval '1 millisecond'`
  await deliverDue(testEnv.keeper)
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "delivered", attemptCount: 1 })
  expect(Math.max(timings.webhookTimeout, timings.emailTimeout)).toBeLessThan(leaseInMilliseconds)
})

it("counts one attempt of a delivery that two keepers have sent, because the first of them was held up", async () => {
  const id = await storeDelivery(testEnv)
  const [slow] = await claimDeliveries(testEnv.keeper, 1)
  await passTime(testEnv)
  const [quick] = await claimDeliveries(testEnv.keeper, 1)
  await attemptDelivery(testEnv.keeper, quick ?? never())
  expect(await attemptDelivery(testEnv.keeper, slow ?? never())).toBeNull()
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "delivered", attemptCount: 1 })
})

function never(): never {
  throw new Error("nothing was claimed")
}
