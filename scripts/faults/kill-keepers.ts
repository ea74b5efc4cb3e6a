import { setTimeout as sleep } from "node:timers/promises"
import { askRefresh } from "@/keeper/testing/ask-refresh"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { createRandom, pick } from "@/scripts/faults/random"
import { type Served, serve } from "@/scripts/faults/serve"
import { untilSettled } from "@/scripts/faults/until-settled"

const LANES = 2
const STANDBY = 2
const CHAINS_AT_ONCE = 3
const LONGEST_DELAY_IN_MS = 150
// Time to commit the answer, in addition to the wait set in the sandbox.
const SAVING_TIME_IN_MS = 60
const BEFORE_INTENT = 0.15

/**
 * Kills keepers while they refresh, until `kills` of them were hit between the intent and the end of a refresh. Two
 * lanes run at once; each asks one keeper for several chains, and Xero delays those requests before or after it
 * processes them. The moment of the kill is random within that time. The surviving keepers recover what the killed ones
 * left behind.
 */
export async function killKeepers(testEnv: TestEnv, plan: KillPlan): Promise<KillReport> {
  const lines: string[] = []
  const standby = Array.from({ length: STANDBY }, () => startKeeperProcess(testEnv.env))
  const callers: Promise<Served>[] = []
  const seen = { kills: 0, hits: 0, refreshesHit: 0 }

  async function lane(random: () => number): Promise<void> {
    while (seen.hits < plan.kills && seen.kills < plan.kills * 4) {
      const victim = await takeStandby(testEnv, standby)
      await refreshAndKill(testEnv, { victim, chains: plan.chains, random })
      lines.push(...victim.lines)
      const left = await countIntents(testEnv, victim.id)
      seen.kills += 1
      seen.refreshesHit += left
      if (left > 0) seen.hits += 1
      for (const { grantId } of pick(random, plan.chains, 1)) callers.push(serve(testEnv, grantId))
    }
  }

  await Promise.all(
    Array.from({ length: LANES }, (_, index) => lane(createRandom(plan.seed + index))),
  )
  await testEnv.control.clearFaults()
  const [survivor, ...others] = await Promise.all(standby)
  if (survivor === undefined) throw new Error("no keeper is left")
  await untilSettled(testEnv)
  const ends = await Promise.all(
    plan.chains.map(({ tenantId }) => askRefresh(testEnv, survivor, tenantId)),
  )
  await untilSettled(testEnv)
  const served = await Promise.all([
    ...callers,
    ...plan.chains.map(({ grantId }) => serve(testEnv, grantId)),
  ])
  await Promise.all([survivor, ...others].map((one) => one.kill()))
  for (const one of [survivor, ...others]) lines.push(...one.lines)
  return { ...seen, lines, ends, served }
}

async function takeStandby(
  testEnv: TestEnv,
  standby: Promise<KeeperProcess>[],
): Promise<KeeperProcess> {
  standby.push(startKeeperProcess(testEnv.env))
  const next = standby.shift()
  if (next === undefined) throw new Error("no keeper stands by")
  return next
}

async function refreshAndKill(
  testEnv: TestEnv,
  { victim, chains, random }: { victim: KeeperProcess; chains: Reach[]; random: () => number },
): Promise<void> {
  const asked = pick(random, chains, CHAINS_AT_ONCE)
  for (const _ of asked) {
    await testEnv.control.addFault({
      target: "token",
      grantType: "refresh_token",
      kind: random() < 0.5 ? "delay-before" : "delay-after",
      delayInMilliseconds: Math.round(random() * LONGEST_DELAY_IN_MS),
      times: 1,
    })
  }
  const answers = asked.map(({ tenantId }) => askRefresh(testEnv, victim, tenantId))
  // A keeper that has just started needs time until its first intent, more on a busy machine.
  if (random() > BEFORE_INTENT) await untilIntent(testEnv, victim)
  await sleep(random() * (LONGEST_DELAY_IN_MS + SAVING_TIME_IN_MS))
  await victim.kill()
  await Promise.all(answers)
}

async function untilIntent(testEnv: TestEnv, { id }: KeeperProcess): Promise<void> {
  for (let polls = 0; polls < 500; polls += 1) {
    if ((await countIntents(testEnv, id)) > 0) return
    await sleep(5)
  }
}

/** Refreshes that this keeper began and did not finish. */
function countIntents(testEnv: TestEnv, keeperId: string): Promise<number> {
  return testEnv.db.refreshAttempt.count({ where: { keeperId, outcome: null } })
}

export type Reach = { grantId: string; tenantId: string }
export type KillPlan = { kills: number; seed: number; chains: Reach[] }
export type KillReport = {
  kills: number
  /** The kills that hit between the intent and the end of a refresh. */
  hits: number
  refreshesHit: number
  lines: string[]
  /** How one more refresh of every chain ended. */
  ends: string[]
  served: Served[]
}
