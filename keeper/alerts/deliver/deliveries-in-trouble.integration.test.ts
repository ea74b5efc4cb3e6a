import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import { beginAppFault } from "@/keeper/grants/app-fault"
import {
  addWebhook,
  deliveryOf,
  makeSweepDue,
  passTime,
  storeDelivery,
} from "@/keeper/testing/alert-test-env"
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

it("gives a delivery a new job where the queue has lost it", async () => {
  const id = await storeDelivery(testEnv)
  await testEnv.db.$executeRawUnsafe("DELETE FROM pgboss.job")
  await testEnv.db.$executeRaw`
    UPDATE "AlertDelivery" SET "nextAttemptAt" = clock_timestamp() - interval '1 hour'`
  await makeSweepDue(testEnv)
  await watchAlerts(testEnv.keeper)
  await sleep(10)
  await deliverDue(testEnv.keeper)
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "delivered" })
})
