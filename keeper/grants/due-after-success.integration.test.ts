import { randomUUID } from "node:crypto"
import { beforeAll, expect, it } from "vitest"
import { dueAfterSuccess } from "@/keeper/grants/due"
import type { Keeper } from "@/keeper/keeper"
import { timings } from "@/keeper/timings"
import { shareTestDb } from "@/lib/db/share-test-db"
import { addApp, addGrant } from "@/lib/tenants/testing"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const made = shareTestDb()
let grantId: string

beforeAll(async () => {
  const xeroAppId = await addApp(made.db, { current: true })
  grantId = await addGrant(made.db, { xeroAppId })
  const now = new Date()
  const { id } = await made.db.tokenSet.create({
    data: {
      grantId,
      chain: 1,
      rotation: 1,
      fingerprint: randomUUID().slice(0, 16),
      receivedAt: now,
      accessTokenExpiresAt: new Date(now.getTime() + 30 * MINUTE),
    },
  })
  await made.db.grant.update({ where: { id: grantId }, data: { currentTokenSetId: id } })
})

/** In how many milliseconds it is due, the soonest and the latest of many. */
async function rangeOf(change: {
  lastUsedAt?: Date
  confirmationsDue?: number
}): Promise<number[]> {
  await made.db.grant.update({ where: { id: grantId }, data: change })
  const keeper = { timings: timings() } as Keeper
  const waits: number[] = []
  for (let round = 0; round < 40; round += 1) {
    await dueAfterSuccess(keeper, made.db, grantId)
    const { refreshDueAt } = await made.db.grant.findUniqueOrThrow({ where: { id: grantId } })
    waits.push(refreshDueAt.getTime() - Date.now())
  }
  return [Math.min(...waits), Math.max(...waits)]
}

it("an idle chain is due within 23 hours, spread over more than one, so that none waits for 24 and no herd forms", async () => {
  const [soonest = 0, latest = 0] = await rangeOf({})
  expect(latest).toBeLessThan(23 * HOUR + MINUTE)
  expect(soonest).toBeGreaterThan(20 * HOUR)
  expect(latest - soonest).toBeGreaterThan(HOUR)
})

it("a chain that was used within a day is due 10 minutes before its access token ends", async () => {
  const [soonest = 0, latest = 0] = await rangeOf({ lastUsedAt: new Date() })
  expect(latest).toBeLessThan(20 * MINUTE)
  expect(soonest).toBeGreaterThan(18 * MINUTE)
})

it("confirming refreshes come after 10 and 150 seconds, however idle the chain is", async () => {
  expect((await rangeOf({ confirmationsDue: 2 }))[1]).toBeLessThan(11_000)
  expect((await rangeOf({ confirmationsDue: 1 }))[1]).toBeLessThan(151_000)
})
