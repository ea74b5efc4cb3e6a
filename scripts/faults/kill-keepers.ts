import { setTimeout as sleep } from "node:timers/promises"
import { askRefresh } from "@/keeper/testing/ask-refresh"
import { type KeeperProcess, startKeeperProcess } from "@/keeper/testing/keeper-process"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { GraceVariant } from "@/sandbox/world/switches"
import { createRandom, pick } from "@/scripts/faults/random"
import { type Served, serve } from "@/scripts/faults/serve"
import { untilSettled } from "@/scripts/faults/until-settled"

const LANES = 2
const STANDBY = 1
const SHORTEST_DELAY_IN_MS = 100
const LONGEST_DELAY_IN_MS = 250
// Time to commit the answer, in addition to the wait set in the sandbox.
const SAVING_TIME_IN_MS = 60
const BEFORE_INTENT = 0.15

/**
 * Kills keepers while they refresh, until under each of the chains' variants `kills` of them were hit between the intent
 * and the end of a refresh. Two lanes run at once; each asks one keeper for a chain of every variant, and Xero delays
 * those requests before or after it processes them. The moment of the kill is random within that time. The surviving
 * keepers recover what the killed ones left behind.
 */
export async function killKeepers(testEnv: TestEnv, plan: KillPlan): Promise<KillReport> {
  const lines: string[] = []
  const standby = Array.from({ length: STANDBY }, () => startKeeperProcess(testEnv.env))
  const callers: Promise<Served>[] = []
  const variants = [...new Set(plan.chains.map((one) => one.graceVariant))]
  const hits = new Map(variants.map((one) => [one, 0]))
  const seen = { kills: 0, refreshesHit: 0 }

  async function lane(random: () => number): Promise<void> {
    while (Math.min(...hits.values()) < plan.kills && seen.kills < plan.kills * 8) {
      const victim = await takeStandby(testEnv, standby)
      await refreshAndKill(testEnv, { victim, chains: pickOfEach(), random })
      lines.push(...victim.lines)
      const left = await listIntents(testEnv, victim.id)
      seen.kills += 1
      seen.refreshesHit += left.length
      const hit = plan.chains.filter(({ grantId }) => left.includes(grantId))
      for (const one of new Set(hit.map(({ graceVariant }) => graceVariant)))
        hits.set(one, (hits.get(one) ?? 0) + 1)
      for (const { grantId } of pickOfEach()) callers.push(serve(testEnv, grantId))
    }

    /** Each variant comes last in turn: a keeper sends only a few requests at once, and the last may wait past the kill. */
    function pickOfEach(): Reach[] {
      const first = seen.kills % variants.length
      return [...variants.slice(first), ...variants.slice(0, first)].flatMap((variant) =>
        pick(
          random,
          plan.chains.filter((one) => one.graceVariant === variant),
          1,
        ),
      )
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
  return { ...seen, hits: Object.fromEntries(hits), lines, ends, served }
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
  for (const _ of chains) {
    await testEnv.control.addFault({
      target: "token",
      grantType: "refresh_token",
      kind: random() < 0.5 ? "delay-before" : "delay-after",
      delayInMilliseconds:
        SHORTEST_DELAY_IN_MS + Math.round(random() * (LONGEST_DELAY_IN_MS - SHORTEST_DELAY_IN_MS)),
      times: 1,
    })
  }
  const answers = chains.map(({ tenantId }) => askRefresh(testEnv, victim, tenantId))
  // A keeper that has just started needs time until its first intent, more on a busy machine.
  if (random() > BEFORE_INTENT) await untilIntent(testEnv, victim)
  await sleep(random() * (LONGEST_DELAY_IN_MS + SAVING_TIME_IN_MS))
  await victim.kill()
  await Promise.all(answers)
}

async function untilIntent(testEnv: TestEnv, { id }: KeeperProcess): Promise<void> {
  for (let polls = 0; polls < 500; polls += 1) {
    if ((await listIntents(testEnv, id)).length > 0) return
    await sleep(5)
  }
}

/** The grants whose refresh this keeper began and did not finish. */
async function listIntents({ db }: TestEnv, keeperId: string): Promise<string[]> {
  const where = { keeperId, outcome: null }
  const intents = await db.refreshAttempt.findMany({ where, select: { grantId: true } })
  return intents.map((one) => one.grantId)
}

export type Reach = { grantId: string; tenantId: string; graceVariant: GraceVariant }
export type KillPlan = { kills: number; seed: number; chains: Reach[] }
export type KillReport = {
  kills: number
  /** By variant, the kills that hit between the intent and the end of a refresh. */
  hits: Record<string, number>
  refreshesHit: number
  lines: string[]
  /** How one more refresh of every chain ended. */
  ends: string[]
  served: Served[]
}
