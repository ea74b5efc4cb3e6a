import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, expect, it } from "vitest"
import { findEvidence } from "@/keeper/guard/find-evidence"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"

const HOUR_IN_MILLISECONDS = 60 * 60 * 1000
let testEnv: TestEnv
let grants: string[]

beforeEach(async () => {
  testEnv = await startTestEnv()
  grants = await storeCrowd(testEnv, 12)
})
afterEach(() => testEnv.close())

/** Attempts at the current token sets of these grants, so many minutes ago. */
async function attempted(grantIds: string[], outcome: string | null, minutes = 1): Promise<void> {
  for (const grantId of grantIds) {
    await testEnv.db.$executeRaw`
      INSERT INTO "RefreshAttempt" ("id", "grantId", "tokenSetId", "purpose", "epoch", "keeperId", "startedAt", "outcome")
      SELECT ${randomUUID()}::uuid, "id", "currentTokenSetId", 'refresh', 1, 'k',
        clock_timestamp() - ${minutes} * interval '1 minute', ${outcome}
      FROM "Grant" WHERE "id" = ${grantId}::uuid`
  }
}

async function refused(grantIds: string[], minutes = 1): Promise<void> {
  await attempted(grantIds, "invalid_grant", minutes)
  await testEnv.db.grant.updateMany({ where: { id: { in: grantIds } }, data: { strikes: 1 } })
}

const isEvident = () => findEvidence(testEnv.db, HOUR_IN_MILLISECONDS)

it("refusals of three sign-ins that were never used here are evidence, and those of two are not", async () => {
  expect(await isEvident()).toBe(false)
  await refused(grants.slice(0, 2))
  expect(await isEvident()).toBe(false)
  await refused(grants.slice(2, 3))
  expect(await isEvident()).toBe(true)
})

it("three refusals among many answers are no evidence, from 30 % on they are", async () => {
  await refused(grants.slice(0, 3))
  await attempted(grants.slice(3, 11), "ok")
  expect(await isEvident()).toBe(false)
  await refused(grants.slice(11))
  expect(await isEvident()).toBe(true)
})

it.each(["ok", "protocol", "unknown", null])(
  "a token set whose earlier attempt ended as %s may have been used up here, and counts for nothing",
  async (outcome) => {
    await attempted(grants.slice(0, 3), outcome, 5 * 60)
    await refused(grants.slice(0, 3))
    expect(await isEvident()).toBe(false)
  },
)

it("an earlier attempt that was never sent used nothing up", async () => {
  await attempted(grants.slice(0, 3), "not_sent", 5 * 60)
  await refused(grants.slice(0, 3))
  expect(await isEvident()).toBe(true)
})

it("refusals from before the window, of chains in doubt, and of chains that ended count for nothing", async () => {
  await refused(grants.slice(0, 3), 61)
  expect(await isEvident()).toBe(false)
  await refused(grants.slice(3, 6))
  const three = { where: { id: { in: grants.slice(3, 6) } } }
  expect(await isEvident()).toBe(true)
  await testEnv.db.grant.updateMany({ ...three, data: { doubtfulSince: new Date() } })
  expect(await isEvident()).toBe(false)
  await testEnv.db.grant.updateMany({ ...three, data: { doubtfulSince: null, state: "ended" } })
  expect(await isEvident()).toBe(false)
})
