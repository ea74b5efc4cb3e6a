import { expect, inject, it } from "vitest"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { killKeepers } from "@/scripts/faults/kill-keepers"

const { seed, long } = inject("faults")
const VARIANTS = ["H1", "H2", "H3", "H4", "H6"] as const
// A keeper started for each kill is most of the cost: one has chains of every variant.
const KILLS = long ? 400 : 8
const CHAINS_OF_EACH = 10
// A twentieth of Xero's times: a lease of 3 s, 1.25 s for an answer. The grace is longer than that, because a machine that
// has no time for its sandbox is a Xero that answers nobody for half an hour, which no protocol outlives.
const PACE = 0.05
const GRACE_IN_SECONDS = 600
const ACCESS_TOKEN_IN_SECONDS = 60

it(
  `no chain is lost in ${KILLS} kill -9 of keepers at random points of refreshes under each of ${VARIANTS.join(", ")}`,
  async () => {
    const testEnv = await startTestEnv({
      pace: PACE,
      // Of the keeper in this process, which serves callers.
      timings: { tokenTimeout: 20_000, lease: 25_000 },
      sandbox: {
        graceInSeconds: GRACE_IN_SECONDS,
        accessTokenInSeconds: ACCESS_TOKEN_IN_SECONDS,
      },
    })
    const grantIds = await storeCrowd(testEnv, CHAINS_OF_EACH * VARIANTS.length, VARIANTS)
    const reached = await testEnv.db.connection.findMany({
      select: { grantId: true, tenantId: true },
    })
    const chains = reached.map((one) => ({
      ...one,
      graceVariant: VARIANTS[grantIds.indexOf(one.grantId) % VARIANTS.length] ?? "H1",
    }))
    const startedAt = performance.now()
    const seen = await killKeepers(testEnv, { kills: KILLS, seed, chains })
    const seconds = Math.round((performance.now() - startedAt) / 1_000)
    const invariants = await countInvariants(testEnv, {
      lines: seen.lines,
      keepersApart: true,
      deadTokensServed: seen.served.filter((one) => one === "dead").length,
    })
    const hits = VARIANTS.map((one) => `${seen.hits[one]} under ${one}`).join(", ")
    const note = `${seen.kills} kills hit ${seen.refreshesHit} refreshes (${hits}), ${seconds} s`
    report(`kill -9, ${KILLS} times under each variant`, invariants, note)
    await testEnv.close()
    for (const one of VARIANTS) expect(seen.hits[one]).toBeGreaterThanOrEqual(KILLS)
    expect(new Set(seen.ends)).toEqual(new Set(["refreshed"]))
    expect(seen.served).not.toContain("none")
    expect(invariants).toMatchObject({
      chainsLost: 0,
      endedThoughAlive: 0,
      mixUps: 0,
      outsideGrace: 0,
      deadTokensServed: 0,
      unrecorded: 0,
      secretsInLogs: 0,
    })
  },
  long ? KILLS * 20_000 : 600_000,
)
