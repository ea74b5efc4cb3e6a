import { setTimeout as sleep } from "node:timers/promises"
import { expect, inject, it } from "vitest"
import { countInvariants, report } from "@/keeper/faults/invariants"
import { createRandom } from "@/keeper/faults/random"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { openStage, type Stage } from "@/keeper/testing/open-stage"

const { long, seed } = inject("faults")
const ROUNDS = long ? 200 : 10

/** A refresh of the chain there is, held up on its way to Xero or back, and a new consent while it is under way. */
async function reconnectDuringRefresh(stage: Stage, round: Round): Promise<boolean> {
  const { grantId, keeper, random } = round
  await stage.control.addFault({
    target: "token",
    grantType: "refresh_token",
    kind: random() < 0.5 ? "delay-before" : "delay-after",
    delayInMilliseconds: Math.round(random() * 400),
    times: 1,
  })
  const old = refreshGrant(keeper, grantId)
  await sleep(random() * 60)
  await stage.consent({ choose: "continue" })
  const consented = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  await old
  const after = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  await stage.control.clearFaults()
  const again = await refreshGrant(stage.keeper, grantId, { asked: true, wait: true })
  const end = await stage.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  return (
    after.currentTokenSetId === consented.currentTokenSetId &&
    again.kind === "refreshed" &&
    end.chain === consented.chain &&
    end.currentTokenSetId !== consented.currentTokenSetId
  )
}

it(`reconnecting while the old chain refreshes leaves the new chain intact, ${ROUNDS} times of ${ROUNDS}`, async () => {
  const stage = await openStage({
    pace: 0.01,
    timings: { tokenTimeout: 5_000, lease: 20_000 },
    sandbox: { graceVariant: "H3" },
  })
  const { grantId } = await stage.consent({ choose: "mapleFlorist" })
  const keepers = [stage.keeper, await stage.openAnother()]
  const random = createRandom(seed)
  let intact = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const keeper = keepers[round % 2] ?? stage.keeper
    if (await reconnectDuringRefresh(stage, { grantId, keeper, random })) intact += 1
  }
  const invariants = await countInvariants(stage)
  report(
    `reconnect while the old chain refreshes`,
    invariants,
    `${intact} of ${ROUNDS} new chains intact`,
  )
  await stage.close()
  expect(intact).toBe(ROUNDS)
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, answersNotStored: 0 })
}, 600_000)

type Round = { grantId: string; keeper: Keeper; random: () => number }
