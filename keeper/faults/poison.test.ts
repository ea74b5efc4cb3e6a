import { setTimeout as sleep } from "node:timers/promises"
import { expect, inject, it, vi } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import type { Keeper } from "@/keeper/keeper"
import { makeDue, storeCrowd } from "@/keeper/testing/crowd"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { startWork } from "@/keeper/work/start-work"

const { long } = inject("faults")
const GRANTS = long ? 500 : 20
// Xero's own times in the long run: what is measured is how long the others wait behind a chain that wastes them.
const PACE = long ? 1 : 0.01
// On a machine that is busy with other things a short time-out would be met by all.
const TIMINGS = long ? {} : { tokenTimeout: 10_000, lease: 20_000 }
const WAVES = long ? 2 : 1
const MINUTE = 60_000 * PACE

/** One whose ciphertext no longer opens, and one that Xero never answers. */
async function poison(stage: Stage, broken: string, silent: string): Promise<void> {
  await stage.db.$executeRaw`
    UPDATE "TokenSet" SET "refreshTokenSealed" = 'eyJhbGciOiJkaXIifQ..broken' WHERE "grantId" = ${broken}::uuid`
  const { fingerprint } = await stage.db.tokenSet.findFirstOrThrow({
    where: { grantId: silent },
    orderBy: { rotation: "desc" },
  })
  await stage.control.addFault({
    target: "token",
    kind: "delay-before",
    delayInMilliseconds: 600_000,
    fingerprint,
    times: 0,
  })
}

/**
 * A minute. The short run's is too short for a slow machine even without poison; what must show there is whoever waits for
 * the silent one's time-out.
 */
function longestLag({ timings }: Keeper, withoutPoison: number): number {
  return long ? MINUTE : Math.max(MINUTE, 2 * withoutPoison + timings.tokenTimeout / 2)
}

/** How long after it fell due each of the others was refreshed, in milliseconds, shortest first. */
async function measureLags(stage: Stage, dueAt: Date): Promise<number[]> {
  const rows = await stage.db.$queryRaw<{ lag: number }[]>`
    SELECT (EXTRACT(EPOCH FROM min("finishedAt") - ${dueAt}) * 1000)::float8 AS "lag" FROM "RefreshAttempt"
    WHERE "outcome" = 'ok' AND "startedAt" >= ${dueAt} GROUP BY "grantId" ORDER BY 1`
  return rows.map((row) => row.lag)
}

async function runWave(stage: Stage, others: number): Promise<number[]> {
  const [clock] = await stage.db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS "now"`
  const dueAt = clock?.now ?? new Date()
  await makeDue(stage)
  return vi.waitFor(
    async () => {
      const lags = await measureLags(stage, dueAt)
      expect(lags).toHaveLength(others)
      return lags
    },
    { timeout: 120_000, interval: 250 },
  )
}

function at(share: number, sorted: number[]): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

it(`poison chains among ${GRANTS} hold nobody else up`, async () => {
  const stage = await openStage({ pace: PACE, timings: TIMINGS })
  const [broken = "", silent = ""] = await storeCrowd(stage, GRANTS)
  const work = startWork(stage.keeper)
  const limit = longestLag(stage.keeper, at(1, await runWave(stage, GRANTS)))
  await poison(stage, broken, silent)
  const lags: number[] = []
  for (let wave = 1; wave <= WAVES; wave += 1) {
    // Past a lease, so that both have come round again.
    if (wave > 1) await sleep(stage.keeper.timings.lease * 1.1)
    lags.push(...(await runWave(stage, GRANTS - 2)))
  }
  lags.sort((one, other) => one - other)
  // Nobody waits for the silent one.
  const stopped = work.stop()
  await stage.control.clearFaults()
  await stopped
  await stage.db.tokenSet.updateMany({
    where: { grantId: broken },
    data: { refreshTokenSealed: null },
  })
  const invariants = await countInvariants(stage)
  const tries = await stage.db.refreshAttempt.count({
    where: { grantId: silent, outcome: "unknown" },
  })
  const [median, p99] = [at(0.5, lags), at(0.99, lags)].map(
    (lag) => `${(lag / 1_000).toFixed(1)} s`,
  )
  report(
    `2 poison chains among ${GRANTS}, all due at once`,
    invariants,
    `lag of the others p50 ${median}, p99 ${p99} of ${(limit / 1_000).toFixed(1)} s; the silent one was asked ${tries} times`,
  )
  const toldOf = stage.lines.some((line) => line.includes("grant_work_failed"))
  await stage.close()
  expect(at(0.99, lags)).toBeLessThan(limit)
  expect({ tried: tries > 0, toldOf }).toEqual({ tried: true, toldOf: true })
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0 })
}, 400_000)
