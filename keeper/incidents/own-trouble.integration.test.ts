import { randomUUID } from "node:crypto"
import { afterEach, beforeEach, expect, it } from "vitest"
import { openIncident } from "@/keeper/incidents/incident"
import { settleIncidents } from "@/keeper/incidents/settle-incidents"
import { isXeroTrouble } from "@/keeper/incidents/xero-trouble"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"

let testEnv: TestEnv
let failing: string[]
let answered: string[]

beforeEach(async () => {
  testEnv = await startTestEnv()
  const crowd = await storeCrowd(testEnv, 7)
  failing = crowd.slice(0, 3)
  answered = crowd.slice(3)
})
afterEach(() => testEnv.close())

/** Refreshes of these grants that ended like that, so many minutes ago each. */
async function attempted(grantIds: string[], outcome: string, minutesAgo: number[]): Promise<void> {
  for (const grantId of grantIds) {
    for (const minutes of minutesAgo) {
      await testEnv.db.$executeRaw`
        INSERT INTO "RefreshAttempt" ("id", "grantId", "tokenSetId", "purpose", "epoch", "keeperId", "startedAt", "finishedAt", "outcome")
        SELECT ${randomUUID()}::uuid, g."id", g."currentTokenSetId", 'refresh', 1, 'k', past."at", past."at", ${outcome}
        FROM "Grant" g, (SELECT clock_timestamp() - ${minutes} * interval '1 minute' AS "at") past
        WHERE g."id" = ${grantId}::uuid`
    }
  }
  const succeeded = outcome === "ok"
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "failures" = ${succeeded ? 0 : 9}, "lastRefreshedAt" = clock_timestamp()
      - ${succeeded ? Math.min(...minutesAgo) : 24 * 60} * interval '1 minute'
    WHERE "id" = ANY(${grantIds}::uuid[])`
}

const isTrouble = () => testEnv.db.$transaction((tx) => isXeroTrouble(testEnv.keeper, tx))
const countOpen = () => testEnv.db.incident.count({ where: { closedAt: null } })

async function openedBefore(minutes: number): Promise<void> {
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  await testEnv.db.$executeRaw`
    UPDATE "Incident" SET "openedAt" = clock_timestamp() - ${minutes} * interval '1 minute'`
}

it("three grants that fail while Xero answers others for hours are no incident", async () => {
  await attempted(failing, "unknown", [200, 150, 100, 50, 1])
  await attempted(answered, "ok", [180, 20])
  expect(await isTrouble()).toBe(false)
  expect(await countOpen()).toBe(0)
})

it("three grants that begin to fail are an incident, and it ends when Xero has answered others for an hour", async () => {
  await attempted(failing, "unknown", [2, 1])
  await attempted(answered.slice(0, 2), "ok", [180, 90])
  expect(await isTrouble()).toBe(true)
  expect(await countOpen()).toBe(1)
  await testEnv.db.incident.deleteMany()
  await openedBefore(130)
  await attempted(failing, "unknown", [125, 60, 4])
  await attempted(answered.slice(2, 3), "ok", [100])
  await settleIncidents(testEnv.keeper)
  expect(await countOpen()).toBe(1)
  await attempted(answered.slice(3), "ok", [0.5])
  await settleIncidents(testEnv.keeper)
  expect(await countOpen()).toBe(0)
})

it("the first answer after hours of silence does not make those still unanswered their own trouble", async () => {
  await attempted([...failing, ...answered.slice(1)], "unknown", [170, 100, 50, 1])
  await attempted(answered.slice(0, 1), "ok", [300, 0.5])
  await openedBefore(170)
  await settleIncidents(testEnv.keeper)
  expect(await countOpen()).toBe(1)
})
