import { expect, inject, it } from "vitest"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { Keeper } from "@/keeper/keeper"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { countInvariants, isTakenByApi, report } from "@/scripts/faults/invariants"

const { long } = inject("faults")
const CALLERS = 50
/** How many keepers, and how many grants. */
const CROWDS: [number, number][] = long
  ? [
      [2, 100],
      [4, 100],
    ]
  : [[4, 20]]

async function openKeepers(testEnv: TestEnv, count: number): Promise<Keeper[]> {
  const others = Array.from({ length: count - 1 }, () => testEnv.openAnother())
  return [testEnv.keeper, ...(await Promise.all(others))]
}

/** One after the other: it is not the API that is put to the test. */
async function countDead(testEnv: TestEnv, accessTokens: Iterable<string>): Promise<number> {
  let dead = 0
  for (const one of accessTokens) dead += (await isTakenByApi(testEnv, one)) ? 0 : 1
  return dead
}

it.each(CROWDS)(
  `%i keepers with ${CALLERS} callers on each of %i expired grants send 1 request per rotation`,
  async (keeperCount, grantCount) => {
    const testEnv = await startTestEnv({ timings: { tokenTimeout: 20_000 } })
    const crowd = await storeCrowd(testEnv, grantCount)
    const keepers = await openKeepers(testEnv, keeperCount)
    const uses = crowd.flatMap((grantId) =>
      Array.from({ length: CALLERS }, (_, caller) =>
        liveAccessToken(keepers[caller % keeperCount] ?? testEnv.keeper, grantId, 300),
      ),
    )
    const results = await Promise.all(uses)
    const served = results.flatMap((one) => (one.kind === "live" ? [one] : []))
    const errors = results.length - served.length + served.filter((one) => one.warning).length
    const deadTokensServed = await countDead(testEnv, new Set(served.map((one) => one.accessToken)))
    const invariants = await countInvariants(testEnv, { deadTokensServed })
    const { totalTokenRequests } = (await testEnv.control.state()).counters
    report(
      `${keeperCount} keepers, ${CALLERS} callers on each of ${grantCount} expired grants`,
      invariants,
      `${totalTokenRequests} token requests, ${errors} errors to ${results.length} callers`,
    )
    await testEnv.close()
    expect({ errors, totalTokenRequests }).toEqual({ errors: 0, totalTokenRequests: grantCount })
    expect(invariants).toMatchObject({ chainsLost: 0, mostPresentations: 1, deadTokensServed: 0 })
    expect(invariants.mostAtOnce).toBeLessThanOrEqual(5 * keeperCount)
  },
  120_000,
)
