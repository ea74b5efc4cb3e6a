import { afterEach, beforeEach, expect, it } from "vitest"
import { watchAlerts } from "@/keeper/alerts/watch/watch-alerts"
import {
  endChain,
  listReceived,
  startAlertTestEnv,
  watchAndDeliver,
} from "@/keeper/testing/alert-test-env"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { Receiver } from "@/keeper/testing/webhook-receiver"
import type { Tx } from "@/lib/db/create-db"

const MANY = 11_000
let testEnv: TestEnv
let receiver: Receiver
let secret: string
let close: () => Promise<void>

beforeEach(async () => {
  ;({ testEnv, receiver, secret, close } = await startAlertTestEnv())
})
afterEach(() => close())

it("events that come by the thousand are read by parts, once, and what they tell of opens an alert", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await watchAndDeliver(testEnv.keeper)
  await testEnv.db.$executeRaw`
    INSERT INTO "AuditEvent" ("kind", "tenantId")
    SELECT 'tenant.reconnected', (SELECT "tenantId" FROM "Tenant" LIMIT 1) FROM generate_series(1, ${MANY}::int)`
  await endChain(testEnv, grantId)
  const sizes = listSizes()
  expect(await listReceived(testEnv, receiver, secret)).toEqual([
    "grant.reconnect_needed: Reconnect needed: Maple Florist",
  ])
  expect(Math.max(...sizes)).toBe(1_000)
  expect(sizes.filter((size) => size === 1_000)).toHaveLength(MANY / 1_000)
  sizes.length = 0
  await watchAlerts(testEnv.keeper)
  expect(Math.max(...sizes)).toBeLessThan(10)
})

/** How many rows each statement of the looks from now on answers. */
function listSizes(): number[] {
  const sizes: number[] = []
  const { db } = testEnv.keeper
  const counted = (tx: Tx) =>
    new Proxy(tx, {
      get: (target, name) =>
        name !== "$queryRaw"
          ? Reflect.get(target, name)
          : async (...query: Parameters<Tx["$queryRaw"]>) => {
              const rows = await target.$queryRaw<unknown[]>(...query)
              sizes.push(rows.length)
              return rows
            },
    })
  const begin: typeof db.$transaction = (work: never, options: never) =>
    db.$transaction((tx) => (work as (tx: Tx) => Promise<unknown>)(counted(tx)), options) as never
  testEnv.keeper.db = new Proxy(db, {
    get: (target, name) => (name === "$transaction" ? begin : Reflect.get(target, name)),
  })
  return sizes
}
