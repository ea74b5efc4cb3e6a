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
async function reconnectDuringRefresh(stage: Stage, round: Round): Promise<string[]> {
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
  const must = {
    "the old refresh moved no pointer": after.currentTokenSetId === consented.currentTokenSetId,
    "the new chain refreshes": again.kind === "refreshed",
    "it is still the new chain": end.chain === consented.chain,
    "its pointer moves": end.currentTokenSetId !== consented.currentTokenSetId,
  }
  return Object.entries(must).flatMap(([what, holds]) => (holds ? [] : [what]))
}

it(`reconnecting while the old chain refreshes leaves the new chain intact, ${ROUNDS} times of ${ROUNDS}`, async () => {
  const stage = await openStage({
    pace: 0.01,
    // Real waits for a machine that is busy with other things: no time-out is part of this.
    timings: { tokenTimeout: 20_000, lease: 60_000 },
    sandbox: { graceVariant: "H3" },
  })
  const { grantId } = await stage.consent({ choose: "mapleFlorist" })
  const keepers = [stage.keeper, await stage.openAnother()]
  const random = createRandom(seed)
  const broken: string[] = []
  let intact = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const keeper = keepers[round % 2] ?? stage.keeper
    const missing = await reconnectDuringRefresh(stage, { grantId, keeper, random })
    broken.push(...missing.map((what) => `round ${round}: not so that ${what}`))
    if (missing.length === 0) intact += 1
  }
  const invariants = await countInvariants(stage)
  report(
    `reconnect while the old chain refreshes`,
    invariants,
    `${intact} of ${ROUNDS} new chains intact`,
  )
  await stage.close()
  expect(broken).toEqual([])
  expect(invariants).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, answersNotStored: 0 })
}, 600_000)

type Round = { grantId: string; keeper: Keeper; random: () => number }
