import { setTimeout as sleep } from "node:timers/promises"
import { expect, it, vi } from "vitest"
import type { Keeper } from "@/keeper/keeper"
import { installClock, setClock } from "@/keeper/testing/simulated-clock"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { countInvariants, report } from "@/scripts/faults/invariants"

const DAYS = 60
const HOUR_IN_SECONDS = 60 * 60
const DAY_IN_SECONDS = 24 * HOUR_IN_SECONDS
const LONGEST_WORK_IN_MILLISECONDS = 60_000
const SCRUBBED = { timeout: 30_000, interval: 100 }

async function moveClock(testEnv: TestEnv, keeper: Keeper, seconds: number): Promise<void> {
  await testEnv.control.setClock(seconds)
  await setClock(keeper, seconds)
}

async function readDue({ db }: Keeper): Promise<Due> {
  const [row] = await db.$queryRaw<Due[]>`
    SELECT EXTRACT(EPOCH FROM "refreshDueAt" - clock_timestamp())::float8 AS "refresh",
      EXTRACT(EPOCH FROM "checkDueAt" - clock_timestamp())::float8 AS "check" FROM "Grant"`
  if (row === undefined) throw new Error("no grant")
  return row
}

/**
 * Moves the clock on to the next full hour in which something falls due, until that has been done; what was only claimed
 * would come round again in minutes. Returns the seconds passed since the beginning.
 */
async function passOn(testEnv: TestEnv, keeper: Keeper, now: number): Promise<number> {
  const before = await readDue(keeper)
  const hours = Math.max(1, Math.ceil(Math.min(before.refresh, before.check) / HOUR_IN_SECONDS))
  const passed = hours * HOUR_IN_SECONDS
  await moveClock(testEnv, keeper, now + passed)
  const isDone = (due: Due, what: keyof Due) => before[what] > passed || due[what] > HOUR_IN_SECONDS
  const deadline = performance.now() + LONGEST_WORK_IN_MILLISECONDS
  for (;;) {
    const due = await readDue(keeper)
    if (isDone(due, "refresh") && isDone(due, "check")) return now + passed
    if (performance.now() > deadline) throw new Error("the keeper leaves what is due undone")
    await sleep(5)
  }
}

/** Hours without a success, the longest; and how many refreshes and checks there were. */
async function readDays({ db }: Keeper): Promise<{ longest: number; count: number }> {
  const [row] = await db.$queryRaw<{ longest: number; count: number }[]>`
    SELECT (max(EXTRACT(EPOCH FROM "at" - "before")) / 3600)::float8 AS "longest", count(*)::int AS "count" FROM (
      SELECT "at", lag("at", 1, "consentedAt") OVER (ORDER BY "at") AS "before" FROM (
        SELECT a."finishedAt" AS "at", g."consentedAt" FROM "RefreshAttempt" a JOIN "Grant" g ON g."id" = a."grantId"
        WHERE a."outcome" = 'ok' UNION ALL SELECT clock_timestamp(), "consentedAt" FROM "Grant"
      ) successes
    ) gaps`
  return { longest: row?.longest ?? Number.NaN, count: (row?.count ?? 0) - 1 }
}

it(`an idle chain lives through ${DAYS} simulated days by the keeper's own work, refreshed at least every 25 h`, async () => {
  const testEnv = await startTestEnv({ timings: { workPoll: 10 } })
  await installClock(testEnv)
  // Connections opened from here on read the simulated clock.
  const keeper = await testEnv.openAnother()
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const work = startWork(keeper)
  let now = 0
  while (now < DAYS * DAY_IN_SECONDS) now = await passOn(testEnv, keeper, now)
  const { longest, count } = await readDays(keeper)
  const unscrubbed = () => testEnv.db.tokenSet.count({ where: { grantId, scrubbedAt: null } })
  await vi.waitFor(async () => expect(await unscrubbed()).toBeLessThanOrEqual(3), SCRUBBED)
  await work.stop()
  const checked = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { lastCheckedAt: true, checkFailingSince: true },
  })
  const invariants = await countInvariants(testEnv)
  report(
    `${DAYS} idle days`,
    invariants,
    `${count} refreshes, longest gap ${longest.toFixed(1)} h, ${await unscrubbed()} token sets still sealed`,
  )
  await testEnv.close()
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, outsideGrace: 0 })
  expect(count).toBeGreaterThanOrEqual(DAYS)
  expect(longest).toBeLessThanOrEqual(25)
  const sinceCheck = now + (Date.now() - (checked.lastCheckedAt?.getTime() ?? 0)) / 1_000
  expect(checked.checkFailingSince).toBeNull()
  expect(sinceCheck).toBeLessThanOrEqual(25 * HOUR_IN_SECONDS)
}, 300_000)

/** Seconds from now. */
type Due = { refresh: number; check: number }
