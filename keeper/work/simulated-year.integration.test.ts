import { afterAll, beforeAll, expect, it } from "vitest"
import { chainEvents } from "@/keeper/audit/chain-events"
import type { Keeper } from "@/keeper/keeper"
import { installClock, setClock } from "@/keeper/testing/simulated-clock"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { removeOld } from "@/keeper/work/remove-old"
import { scrub } from "@/keeper/work/scrub"

const MONTHS = 12
const RETENTION_MONTHS = 3
// More than the 31 days that the longest month has.
const MONTH_IN_SECONDS = 32 * 24 * 60 * 60
const REFRESHES_A_MONTH = 1_500
const EVENTS_A_MONTH = 500

let testEnv: TestEnv
let keeper: Keeper
let grantId: string
beforeAll(async () => {
  testEnv = await startTestEnv({ env: { RETENTION_MONTHS: String(RETENTION_MONTHS) } })
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  await installClock(testEnv)
  keeper = await testEnv.openAnother()
})
afterAll(() => testEnv.close())

it("keeps every table as large as it was once the retention has passed, in a simulated year", async () => {
  const sizes: Size[] = []
  for (let month = 1; month <= MONTHS; month += 1) {
    await setClock(keeper, month * MONTH_IN_SECONDS)
    await refreshForAMonth()
    await scrub(keeper)
    await chainEvents(keeper)
    await removeOld(keeper)
    sizes.push(await readSizes())
  }
  const [afterRetention] = sizes.slice(RETENTION_MONTHS)
  expect(sizes.at(-1)).toEqual(afterRetention)
  expect(afterRetention?.tokenSets).toBeLessThan((RETENTION_MONTHS + 1) * REFRESHES_A_MONTH)
  const chain = await keeper.db.tokenSet.findMany({
    where: { grantId, refreshTokenSealed: { not: null } },
    select: { currentOf: { select: { id: true } } },
  })
  expect(chain).toContainEqual({ currentOf: { id: grantId } })
})

/** A month's rows, as refreshes would have left them: each attempt presents the newest token set and brings the next. */
async function refreshForAMonth(): Promise<void> {
  await keeper.db.$executeRaw`
    INSERT INTO "TokenSet" ("id", "grantId", "chain", "rotation", "parentId", "attemptId", "refreshTokenSealed",
      "fingerprint", "receivedAt", "accessTokenExpiresAt", "confirmedAt")
    SELECT gen_random_uuid(), g."id", g."chain", g."rotation" + n, NULL, gen_random_uuid(), 'made-up', 'made-up',
      clock_timestamp() - interval '1 day', clock_timestamp(), clock_timestamp() - interval '1 day'
    FROM "Grant" g, generate_series(1, ${REFRESHES_A_MONTH}) n WHERE g."id" = ${grantId}::uuid`
  await keeper.db.$executeRaw`
    INSERT INTO "RefreshAttempt" ("id", "grantId", "tokenSetId", "purpose", "epoch", "keeperId", "startedAt", "outcome")
    SELECT later."attemptId", later."grantId", t."id", 'refresh', 1, 'simulated', later."receivedAt", 'ok'
    FROM "TokenSet" later JOIN "TokenSet" t ON t."grantId" = later."grantId" AND t."rotation" = later."rotation" - 1
    JOIN "Grant" g ON g."id" = later."grantId" AND later."rotation" > g."rotation"`
  await keeper.db.$executeRaw`
    UPDATE "Grant" g SET "rotation" = t."rotation", "currentTokenSetId" = t."id" FROM (
      SELECT "id", "rotation" FROM "TokenSet" WHERE "grantId" = ${grantId}::uuid ORDER BY "rotation" DESC LIMIT 1) t
    WHERE g."id" = ${grantId}::uuid`
  await keeper.db.$executeRaw`
    INSERT INTO "AuditEvent" ("kind") SELECT 'grant.refreshed' FROM generate_series(1, ${EVENTS_A_MONTH})`
}

async function readSizes(): Promise<Size> {
  const { db } = keeper
  const [tokenSets, attempts, events, blocks] = await Promise.all([
    db.tokenSet.count(),
    db.refreshAttempt.count(),
    db.auditEvent.count(),
    db.auditBlock.count(),
  ])
  return { tokenSets, attempts, events, blocks }
}

type Size = { tokenSets: number; attempts: number; events: number; blocks: number }
