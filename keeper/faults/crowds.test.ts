import { expect, inject, it } from "vitest"
import { countInvariants, isTakenByApi, report } from "@/keeper/faults/invariants"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import type { Keeper } from "@/keeper/keeper"
import { storeCrowd } from "@/keeper/testing/crowd"
import { openStage, type Stage } from "@/keeper/testing/open-stage"

const { long } = inject("faults")
const CALLERS = 50
/** How many keepers, and how many grants. */
const CROWDS: [number, number][] = long
  ? [
      [2, 100],
      [4, 100],
    ]
  : [[4, 20]]

async function openKeepers(stage: Stage, count: number): Promise<Keeper[]> {
  const others = Array.from({ length: count - 1 }, () => stage.openAnother())
  return [stage.keeper, ...(await Promise.all(others))]
}

/** One after the other: it is not the API that is put to the test. */
async function countDead(stage: Stage, accessTokens: Iterable<string>): Promise<number> {
  let dead = 0
  for (const one of accessTokens) dead += (await isTakenByApi(stage, one)) ? 0 : 1
  return dead
}

it.each(CROWDS)(
  `%i keepers with ${CALLERS} callers on each of %i expired grants send 1 request per rotation`,
  async (keeperCount, grantCount) => {
    const stage = await openStage({ timings: { tokenTimeout: 20_000 } })
    const crowd = await storeCrowd(stage, grantCount)
    const keepers = await openKeepers(stage, keeperCount)
    const uses = crowd.flatMap((grantId) =>
      Array.from({ length: CALLERS }, (_, caller) =>
        liveAccessToken(keepers[caller % keeperCount] ?? stage.keeper, grantId, 300),
      ),
    )
    const results = await Promise.all(uses)
    const served = results.flatMap((one) => (one.kind === "live" ? [one] : []))
    const errors = results.length - served.length + served.filter((one) => one.warning).length
    const deadTokensServed = await countDead(stage, new Set(served.map((one) => one.accessToken)))
    const invariants = await countInvariants(stage, { deadTokensServed })
    const { totalTokenRequests } = (await stage.control.state()).counters
    report(
      `${keeperCount} keepers, ${CALLERS} callers on each of ${grantCount} expired grants`,
      invariants,
      `${totalTokenRequests} token requests, ${errors} errors to ${results.length} callers`,
    )
    await stage.close()
    expect({ errors, totalTokenRequests }).toEqual({ errors: 0, totalTokenRequests: grantCount })
    expect(invariants).toMatchObject({ chainsLost: 0, mostPresentations: 1, deadTokensServed: 0 })
    expect(invariants.mostAtOnce).toBeLessThanOrEqual(5 * keeperCount)
  },
  120_000,
)
