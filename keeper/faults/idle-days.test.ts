import { expect, it } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { claimRefreshes } from "@/keeper/work/claim"
import { scrub } from "@/keeper/work/scrub"

const DAYS = 60
const STEP_IN_SECONDS = 60 * 60
const HOUR_IN_SECONDS = 60 * 60

/**
 * The database's clock, moved by hand: functions of our own in front of PostgreSQL's on the search path, so that every
 * statement of the product reads simulated time without knowing it.
 */
async function installClock(stage: Stage): Promise<void> {
  const name = new URL(stage.url).pathname.slice(1)
  for (const statement of [
    `CREATE SCHEMA sim`,
    `CREATE TABLE sim.shift (seconds int NOT NULL)`,
    `INSERT INTO sim.shift VALUES (0)`,
    ...["clock_timestamp", "statement_timestamp"].map(
      (clock) => `CREATE FUNCTION sim.${clock}() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + (SELECT seconds FROM sim.shift) * interval ''1 second'''`,
    ),
    `ALTER DATABASE "${name}" SET search_path = sim, pg_catalog, public`,
  ]) {
    await stage.db.$executeRawUnsafe(statement)
  }
}

it(`an idle chain lives through ${DAYS} simulated days, refreshed at least every 25 h`, async () => {
  const stage = await openStage({})
  await installClock(stage)
  // Connections opened from here on read the simulated clock.
  const keeper = await stage.openAnother()
  const { grantId } = await stage.consent({ choose: "mapleFlorist" })
  const successes: number[] = [0]
  for (let now = 0; now <= DAYS * 24 * HOUR_IN_SECONDS; now += STEP_IN_SECONDS) {
    await keeper.db.$executeRaw`UPDATE sim.shift SET seconds = ${now}`
    const due = await claimRefreshes(keeper, 5)
    if (due.length === 0) continue
    await stage.control.setClock(now)
    expect(await refreshGrant(keeper, grantId)).toEqual({ kind: "refreshed" })
    await scrub(keeper)
    successes.push(now)
  }
  const gaps = successes
    .slice(1)
    .map((at, index) => (at - (successes[index] ?? 0)) / HOUR_IN_SECONDS)
  const unscrubbed = await stage.db.tokenSet.count({ where: { grantId, scrubbedAt: null } })
  const invariants = await countInvariants(stage)
  report(
    `${DAYS} idle days`,
    invariants,
    `${successes.length - 1} refreshes, longest gap ${Math.max(...gaps)} h, ${unscrubbed} token sets still sealed`,
  )
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, outsideGrace: 0 })
  expect(successes.length).toBeGreaterThan(DAYS)
  expect(Math.max(...gaps)).toBeLessThanOrEqual(25)
  expect(unscrubbed).toBeLessThanOrEqual(3)
  await stage.close()
}, 120_000)
