import { describe, expect, inject, it } from "vitest"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { importUnderKills } from "@/scripts/faults/import-under-kills"
import { countInvariants, report } from "@/scripts/faults/invariants"

const { seed, long } = inject("faults")
const ROWS = long ? 500 : 30
const VARIANTS = long ? (["H1", "H2", "H3", "H4", "H6"] as const) : (["H6"] as const)
// As where keepers are killed while they refresh.
const PACE = 0.05
const GRACE_IN_SECONDS = 600

describe("an import whose keeper is killed three times", () => {
  it.each(VARIANTS)(
    `of ${ROWS} rows, refused, doubled and unanswered ones among them, loses none under %s`,
    async (graceVariant) => {
      const testEnv = await startTestEnv({
        pace: PACE,
        sandbox: { graceVariant, graceInSeconds: GRACE_IN_SECONDS },
      })
      const startedAt = performance.now()
      const seen = await importUnderKills(testEnv, { rows: ROWS, seed })
      const seconds = Math.round((performance.now() - startedAt) / 1_000)
      const invariants = await countInvariants(testEnv, { lines: seen.lines, keepersApart: true })
      const hits = `${seen.hits} presentations hit by 3 kills, ${seen.again} repeated, ${seconds} s`
      report(`import of ${ROWS} rows, ${graceVariant}`, invariants, hits)
      await testEnv.close()
      expect(seen.outcomes).toEqual(seen.expected)
      expect(seen).toMatchObject({ unrecorded: 0, withoutNeed: 0, keptSecrets: 0 })
      expect(seen.hits).toBeGreaterThan(0)
      expect(invariants).toMatchObject({
        chainsLost: 0,
        endedThoughAlive: 0,
        mixUps: 0,
        outsideGrace: 0,
        secretsInLogs: 0,
      })
    },
    ROWS * 4_000,
  )
})
