import { readFile } from "node:fs/promises"
import { afterEach, beforeEach, expect, it } from "vitest"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { addWebhook, deliveryOf, storeDelivery } from "@/keeper/testing/alert-test-env"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { type Receiver, startReceiver } from "@/keeper/testing/webhook-receiver"

const MIGRATION = "prisma/migrations/20261128000300_no_queue_of_jobs/migration.sql"

let testEnv: TestEnv
let receiver: Receiver

beforeEach(async () => {
  testEnv = await startTestEnv()
  receiver = await startReceiver()
})
afterEach(async () => {
  await receiver.close()
  await testEnv.close()
})

async function upgrade(): Promise<void> {
  await testEnv.db.$executeRawUnsafe(await readFile(MIGRATION, "utf8"))
}

/** The schema of jobs as an earlier version left it, as far as it matters. */
async function makeJobs(...queues: string[]): Promise<void> {
  await testEnv.db.$executeRaw`CREATE SCHEMA pgboss`
  await testEnv.db.$executeRaw`CREATE TABLE pgboss.queue (name text PRIMARY KEY)`
  await testEnv.db.$executeRaw`CREATE TABLE pgboss.job (id uuid, name text REFERENCES pgboss.queue)`
  await testEnv.db.$executeRaw`INSERT INTO pgboss.queue SELECT unnest(${queues}::text[])`
}

async function hasJobs(): Promise<boolean> {
  const [row] = await testEnv.db.$queryRaw<{ found: boolean }[]>`
    SELECT to_regclass('pgboss.job') IS NOT NULL AS "found"`
  return row?.found ?? false
}

it("sends a delivery that waited for its job when the jobs are dropped", async () => {
  await addWebhook(testEnv, receiver.url)
  const id = await storeDelivery(testEnv)
  await makeJobs("alert-deliveries")
  await upgrade()
  expect(await hasJobs()).toBe(false)
  await deliverDue(testEnv.keeper)
  expect(await deliveryOf(testEnv, id)).toMatchObject({ state: "delivered" })
})

it("upgrades a database that never had jobs, and one where they are gone already", async () => {
  await upgrade()
  await makeJobs()
  await upgrade()
  await upgrade()
  expect(await hasJobs()).toBe(false)
})

it("leaves the jobs of another program alone", async () => {
  await makeJobs("alert-deliveries", "invoices")
  await upgrade()
  expect(await hasJobs()).toBe(true)
})
