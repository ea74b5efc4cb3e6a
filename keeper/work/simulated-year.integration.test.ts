import { afterAll, beforeAll, expect, it } from "vitest"
import { chainEvents } from "@/keeper/audit/chain-events"
import type { Keeper } from "@/keeper/keeper"
import { createTestService } from "@/keeper/testing/services"
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
const ANSWERS_A_MONTH = 300

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
  const { clientId: serviceId } = await createTestService(testEnv)
  const sizes: Sizes[] = []
  for (let month = 1; month <= MONTHS; month += 1) {
    await setClock(keeper, month * MONTH_IN_SECONDS)
    await refreshForAMonth()
    await askForAMonth(serviceId)
    await scrub(keeper)
    await chainEvents(keeper)
    await removeOld(keeper)
    sizes.push(await readSizes())
  }
  const [afterRetention] = sizes.slice(RETENTION_MONTHS)
  expect(sizes.at(-1)).toEqual(afterRetention)
  expect(afterRetention?.TokenFetch).toBe(RETENTION_MONTHS * ANSWERS_A_MONTH)
  expect(afterRetention?.TokenSet).toBeLessThan((RETENTION_MONTHS + 1) * REFRESHES_A_MONTH)
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

/** What services, callers with wrong secrets and members leave. */
async function askForAMonth(serviceId: string): Promise<void> {
  await keeper.db.$executeRaw`
    INSERT INTO "TokenFetch" ("serviceId", "tenantId", "day", "fetches", "firstAt", "lastAt")
    SELECT ${serviceId}::uuid, gen_random_uuid(), clock_timestamp()::date, 1, clock_timestamp(), clock_timestamp()
    FROM generate_series(1, ${ANSWERS_A_MONTH})`
  await keeper.db.$executeRaw`
    INSERT INTO "ServiceDenial" ("key", "hour", "reason", "address", "denials", "lastAt")
    SELECT gen_random_uuid(), clock_timestamp(), 'unknown_client', '192.0.2.1', 1, clock_timestamp()
    FROM generate_series(1, ${ANSWERS_A_MONTH})`
  const { memberId } = testEnv
  await keeper.db.$executeRaw`
    INSERT INTO "Session" ("id", "memberId", "createdAt") SELECT gen_random_uuid(), ${memberId}::uuid, clock_timestamp()
    FROM generate_series(1, ${ANSWERS_A_MONTH})`
  await keeper.db.$executeRaw`
    INSERT INTO "Throttle" ("key", "countedAt") SELECT gen_random_uuid(), clock_timestamp() FROM generate_series(1, ${ANSWERS_A_MONTH})`
  await keeper.db.$executeRaw`
    INSERT INTO "Incident" ("id", "kind", "openedAt", "closedAt")
    SELECT gen_random_uuid(), 'xero_trouble', clock_timestamp(), clock_timestamp() FROM generate_series(1, ${ANSWERS_A_MONTH})`
}

/** The rows of every table. */
async function readSizes(): Promise<Sizes> {
  const rows = await keeper.db.$queryRaw<{ table: string; count: number }[]>`
    SELECT "relname"::text AS "table",
      (xpath('//n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', "relname"), false, true, '')))[1]::text::int AS "count"
    FROM pg_class WHERE "relkind" = 'r' AND "relnamespace" = current_schema()::regnamespace`
  return Object.fromEntries(rows.map(({ table, count }) => [table, count]))
}

type Sizes = Record<string, number>
