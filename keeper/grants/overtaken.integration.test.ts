import { setTimeout as sleep } from "node:timers/promises"
import { afterEach, beforeEach, expect, it, vi } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { createSingleFlight } from "@/keeper/single-flight"
import { countRefreshRequests } from "@/keeper/testing/chain-test-env"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"

// A fiftieth of Xero's times: a lease of 1.2 s, 33.6 s in which a parent may be replayed.
const PACE = 0.02
let testEnv: TestEnv
beforeEach(async () => {
  testEnv = await startTestEnv({
    pace: PACE,
    timings: { tokenTimeout: 5_000 },
    sandbox: { graceInSeconds: 36, graceVariant: "H3" },
  })
})
afterEach(() => testEnv.close())

/** The keeper, but the database does not hear of the answers it gets until `let` is called. */
function withoutCommits(keeper: Keeper): { keeper: Keeper; let(): void } {
  let open = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  const db = new Proxy(keeper.db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== "$transaction") return value
      return async (run: never) => {
        await gate
        return target.$transaction(run)
      }
    },
  })
  return {
    keeper: { ...keeper, db, refreshing: createSingleFlight(), unsaved: new Set() },
    let: open,
  }
}

/** The keeper, standing still for a while after each lease it took. */
function thatStandsStill(keeper: Keeper, milliseconds: number): Keeper {
  const db = new Proxy(keeper.db, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== "$queryRaw") return value
      return async (query: TemplateStringsArray, ...values: unknown[]) => {
        const rows = await target.$queryRaw(query, ...values)
        if (query.join("").includes("WITH app AS")) await sleep(milliseconds)
        return rows
      }
    },
  })
  return { ...keeper, db, refreshing: createSingleFlight() }
}

it("follows an answer that is stored late with confirming refreshes, when its overtaker's own answer was lost (H3)", async () => {
  const [grantId = ""] = await storeCrowd(testEnv, 1)
  const late = withoutCommits(await testEnv.openAnother())
  const stored = refreshGrant(late.keeper, grantId)
  await vi.waitFor(() => expect(late.keeper.unsaved.size).toBe(1), { timeout: 5_000 })
  await sleep(testEnv.keeper.timings.lease + 50)
  await testEnv.control.addFault({ target: "token", kind: "drop-after", times: 1 })
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({
    kind: "trouble",
    trouble: "unknown",
  })
  late.let()
  expect(await stored).toEqual({ kind: "refreshed" })
  const grant = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  expect(grant.confirmationsDue).toBe(2)
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
})

it("sends nothing after it stood still between the lease and the sending, and takes the presentation back", async () => {
  const [grantId = ""] = await storeCrowd(testEnv, 1)
  const { currentTokenSetId } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  const still = thatStandsStill(await testEnv.openAnother(), 1_300)
  expect(await refreshGrant(still, grantId)).toEqual({ kind: "trouble", trouble: "not_sent" })
  expect(await countRefreshRequests(testEnv)).toBe(0)
  const tokenSet = { where: { id: currentTokenSetId ?? "" } }
  expect(await testEnv.db.tokenSet.findUniqueOrThrow(tokenSet)).toMatchObject({
    presentations: 0,
    firstPresentedAt: null,
  })
  expect(await refreshGrant(testEnv.keeper, grantId, { asked: true })).toEqual({
    kind: "refreshed",
  })
})

it("starts no refresh while draining, not even one that waited for its turn", async () => {
  const grantIds = await storeCrowd(testEnv, 12)
  await testEnv.control.addFault({
    target: "token",
    kind: "delay-before",
    delayInMilliseconds: 400,
    times: 0,
  })
  const results = grantIds.map((id) => refreshGrant(testEnv.keeper, id))
  await vi.waitFor(
    async () => expect(await testEnv.db.refreshAttempt.count({ where: { outcome: null } })).toBe(5),
    { timeout: 5_000, interval: 20 },
  )
  testEnv.keeper.draining = true
  const kinds = (await Promise.all(results)).map((one) => one.kind)
  expect(kinds.filter((kind) => kind === "refreshed")).toHaveLength(5)
  expect(kinds.filter((kind) => kind === "not_ready")).toHaveLength(7)
  expect(await countRefreshRequests(testEnv)).toBe(5)
})
