import { describe, expect, inject, it, vi } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { storeCrowd } from "@/keeper/testing/crowd"
import { type FaultProxy, startFaultProxy } from "@/keeper/testing/fault-proxy"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { startWork } from "@/keeper/work/start-work"
import { whyNotReady } from "@/scripts/faults/database-outage"
import { countDuplicates } from "@/scripts/faults/duplicates"
import { countInvariants, report } from "@/scripts/faults/invariants"
import { type Served, serve } from "@/scripts/faults/serve"
import { untilSettled } from "@/scripts/faults/until-settled"

const { long } = inject("faults")
const VARIANTS = long ? (["H1", "H2", "H3", "H4", "H6"] as const) : (["H3"] as const)
const CHAINS = long ? 40 : 8
// Fewer than are refreshed at once: each waits until its silent connection is given up.
const SILENT_CHAINS = 4
const INTENT = 'INSERT INTO "RefreshAttempt"'

/** A keeper whose connections to its database can be cut; another one follows up what it leaves. */
async function withProxy(
  graceVariant: (typeof VARIANTS)[number],
  experiment: (testEnv: TestEnv, cut: Cut) => Promise<string>,
  chains = CHAINS,
): Promise<void> {
  const testEnv = await startTestEnv({
    pace: 0.02,
    timings: { tokenTimeout: 20_000 },
    sandbox: { graceVariant, graceInSeconds: 36 },
  })
  const grantIds = await storeCrowd(testEnv, chains)
  const proxy = await startFaultProxy(testEnv.url)
  const keeper = await testEnv.openAnother({ DATABASE_URL: proxy.url })
  const name = await experiment(testEnv, { keeper, proxy })
  const work = startWork(testEnv.keeper)
  await untilSettled(testEnv)
  // So that each chain is refreshed once more.
  await testEnv.db.$executeRaw`UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp()`
  const served: Served[] = []
  for (const grantId of grantIds) served.push(await serve(testEnv, grantId))
  const deadTokensServed = served.filter((one) => one === "dead").length
  const invariants = await countInvariants(testEnv, { deadTokensServed })
  const duplicates = await countDuplicates(testEnv)
  report(`${name}, ${graceVariant}`, invariants, `${proxy.cuts()} cuts; stored twice ${duplicates}`)
  expect(served).toEqual(grantIds.map(() => "live"))
  expect(duplicates).toBe(0)
  expect(proxy.cuts()).toBe(chains)
  expect(invariants).toMatchObject({
    chainsLost: 0,
    endedThoughAlive: 0,
    answersNotStored: 0,
    mixUps: 0,
    outsideGrace: 0,
    unrecorded: 0,
    secretsInLogs: 0,
  })
  await work.stop()
  await proxy.close()
  await testEnv.close()
}

describe.each(VARIANTS)("the database's connection cut, under %s", (variant) => {
  it.each(["before", "after"] as const)(
    "%s it carries out the COMMIT of an answer",
    async (when) => {
      await withProxy(variant, async (testEnv, { keeper, proxy }) => {
        const grants = await testEnv.db.grant.findMany({ select: { id: true } })
        const { refresh } = keeper.xero
        for (const { id } of grants) {
          // Its first COMMIT is cut, and the next is held while the keeper's health is looked at.
          const again = new Promise<Held>((resolve) => {
            keeper.xero.refresh = async (request) => {
              const judgement = await refresh(request)
              proxy.cutAt("COMMIT", when)
              resolve(proxy.holdAt("COMMIT"))
              return judgement
            }
          })
          const refreshing = refreshGrant(keeper, id)
          const held = await again
          await held.reached
          expect(await whyNotReady(keeper)).toContain("answers_not_saved_yet")
          held.release()
          expect(await refreshing).toEqual({ kind: "refreshed" })
          expect(await whyNotReady(keeper)).toEqual([])
        }
        keeper.xero.refresh = refresh
        return `connection cut ${when} the answer's COMMIT`
      })
    },
    180_000,
  )

  it("goes silent at the COMMIT of an answer, and nobody closes it", async () => {
    const silence = async (testEnv: TestEnv, { keeper, proxy }: Cut): Promise<string> => {
      const grants = await testEnv.db.grant.findMany({ select: { id: true } })
      const { refresh } = keeper.xero
      keeper.xero.refresh = async (request) => {
        const judgement = await refresh(request)
        proxy.swallowAt("COMMIT")
        return judgement
      }
      // One after the other up to its COMMIT; the waiting is done together.
      const results: Promise<unknown>[] = []
      for (const { id } of grants) {
        const before = proxy.cuts()
        results.push(refreshGrant(keeper, id))
        await vi.waitUntil(() => proxy.cuts() > before, 10_000)
      }
      keeper.xero.refresh = refresh
      expect(await whyNotReady(keeper)).toContain("answers_not_saved_yet")
      expect(await Promise.all(results)).toEqual(grants.map(() => ({ kind: "refreshed" })))
      expect(await whyNotReady(keeper)).toEqual([])
      return "connection silent at the answer's COMMIT"
    }
    await withProxy(variant, silence, SILENT_CHAINS)
  }, 180_000)

  it.each(["before", "after"] as const)(
    "%s it commits an intent",
    async (when) => {
      await withProxy(variant, async (testEnv, { keeper, proxy }) => {
        const grants = await testEnv.db.grant.findMany({ select: { id: true } })
        const sentBefore = (await testEnv.control.state()).counters.totalTokenRequests
        for (const { id } of grants) {
          proxy.cutAt(INTENT, when)
          await expect(refreshGrant(keeper, id)).rejects.toThrow()
        }
        const sent = (await testEnv.control.state()).counters.totalTokenRequests - sentBefore
        expect(sent).toBe(0)
        return `connection cut ${when} the intent's commit`
      })
    },
    180_000,
  )
})

type Held = ReturnType<FaultProxy["holdAt"]>
type Cut = { keeper: Keeper; proxy: FaultProxy }
