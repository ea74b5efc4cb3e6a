import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, inject, it } from "vitest"
import { askRefresh } from "@/keeper/testing/ask-refresh"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { createRandom } from "@/scripts/faults/random"
import { serve } from "@/scripts/faults/serve"
import { untilSettled } from "@/scripts/faults/until-settled"

const { seed, long } = inject("faults")
const VARIANTS = long ? (["H1", "H2", "H3", "H4", "H6"] as const) : (["H2", "H3"] as const)
const PAUSES = long ? 40 : 2
const MOST_PAUSES = PAUSES * 5
// A twentieth of Xero's times: a lease of 3 s, 1.25 s for an answer; the grace leaves a busy machine its time.
const PACE = 0.05
const GRACE_IN_SECONDS = 600
const LONGEST_PAUSE_IN_MS = 30_000
// Long enough for the intent to be seen.
const SHORTEST_DELAY_IN_MS = 100
const LONGEST_DELAY_IN_MS = 400

describe.concurrent.each(VARIANTS)("under %s", (graceVariant) => {
  it("a lease holder paused past its lease and continued moves no pointer back", async () => {
    const testEnv = await startTestEnv({
      pace: PACE,
      timings: { tokenTimeout: 20_000, lease: 25_000 },
      sandbox: { graceVariant, graceInSeconds: GRACE_IN_SECONDS },
    })
    const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    const [holder, other] = await Promise.all([
      startKeeperProcess(testEnv.env),
      startKeeperProcess(testEnv.env),
    ])
    const readPositions = await notePointer(testEnv)
    const random = createRandom(seed)
    let overtaken = 0
    let pauses = 0
    // A holder that comes to its end just before its pause is overtaken by nobody, and shows nothing.
    while (pauses < PAUSES || (overtaken === 0 && pauses < MOST_PAUSES)) {
      if (await pauseInRefresh(testEnv, { holder, random })) overtaken += 1
      pauses += 1
      await untilSettled(testEnv)
    }
    const end = await askRefresh(testEnv, other)
    const served = await serve(testEnv, grantId)
    const positions = await readPositions()
    const invariants = await countInvariants(testEnv, {
      keepersApart: true,
      lines: [...holder.lines, ...other.lines],
      deadTokensServed: served === "dead" ? 1 : 0,
    })
    await Promise.all([holder.kill(), other.kill()])
    const note = `${pauses} pauses, overtaken in ${overtaken}`
    report(`lease holder paused past its lease, ${graceVariant}`, invariants, note)
    await testEnv.close()
    expect(positions.length).toBeGreaterThan(pauses)
    expect(positions).toEqual([...positions].sort((one, two) => one - two))
    expect({ end, served }).toEqual({ end: "refreshed", served: "live" })
    expect(overtaken).toBeGreaterThan(0)
    expect(invariants).toMatchObject({
      chainsLost: 0,
      endedThoughAlive: 0,
      mixUps: 0,
      outsideGrace: 0,
      unrecorded: 0,
      secretsInLogs: 0,
    })
  }, 600_000)
})

/** Stops the holder's process in the midst of a refresh, until another keeper has gone on; true where one has. */
async function pauseInRefresh(
  testEnv: TestEnv,
  { holder, random }: { holder: KeeperProcess; random: () => number },
): Promise<boolean> {
  await testEnv.control.clearFaults()
  await testEnv.control.addFault({
    target: "token",
    kind: random() < 0.5 ? "delay-before" : "delay-after",
    delayInMilliseconds:
      SHORTEST_DELAY_IN_MS + Math.round(random() * (LONGEST_DELAY_IN_MS - SHORTEST_DELAY_IN_MS)),
    times: 1,
  })
  const isOpen = async () =>
    (await testEnv.db.refreshAttempt.count({ where: { keeperId: holder.id, outcome: null } })) > 0
  const countOthers = () =>
    testEnv.db.refreshAttempt.count({ where: { keeperId: { not: holder.id }, outcome: "ok" } })
  const before = await countOthers()
  const asked = askRefresh(testEnv, holder)
  while (!(await isOpen())) await sleep(5)
  await sleep(random() * LONGEST_DELAY_IN_MS)
  process.kill(holder.pid, "SIGSTOP")
  const deadline = performance.now() + LONGEST_PAUSE_IN_MS
  // Nobody goes on where the holder had just come to its end.
  while ((await isOpen()) && (await countOthers()) === before && performance.now() < deadline) {
    await sleep(20)
  }
  const overtaken = (await countOthers()) > before
  process.kill(holder.pid, "SIGCONT")
  await asked
  return overtaken
}

/** Has the database note each rotation that the grant points at; returns how to read them. */
async function notePointer({ db }: TestEnv): Promise<() => Promise<number[]>> {
  await db.$executeRaw`CREATE TABLE "Pointed" ("id" bigserial, "rotation" int)`
  await db.$executeRaw`
    CREATE FUNCTION "notePointer"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO "Pointed" ("rotation") SELECT "rotation" FROM "TokenSet" WHERE "id" = NEW."currentTokenSetId";
      RETURN NULL;
    END $$`
  await db.$executeRaw`
    CREATE TRIGGER "notePointer" AFTER UPDATE OF "currentTokenSetId" ON "Grant"
    FOR EACH ROW EXECUTE FUNCTION "notePointer"()`
  return async () => {
    const rows = await db.$queryRaw<{ rotation: number }[]>`
      SELECT "rotation" FROM "Pointed" ORDER BY "id"`
    return rows.map((row) => row.rotation)
  }
}
