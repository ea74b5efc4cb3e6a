import { setTimeout as sleep } from "node:timers/promises"
import type { Keeper } from "@/keeper/keeper"
import { health } from "@/keeper/server/health"
import type { OwnDatabase } from "@/keeper/testing/own-database"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { serve } from "@/scripts/faults/serve"

const LOOK_EVERY_IN_MS = 250

/** Stops PostgreSQL at once, runs `meanwhile`, watches health and callers until the time is up, and starts PostgreSQL again. */
export async function stopDatabaseFor(
  testEnv: TestEnv,
  { database, seconds, grantIds, meanwhile }: Outage,
): Promise<OutageReport> {
  const reasons = new Set<string>()
  const answers = { live: 0, dead: 0, none: 0 }
  await database.stopAtOnce()
  const begun = performance.now()
  const sentBefore = await countSent(testEnv)
  meanwhile?.()
  for (let look = 0; performance.now() - begun < seconds * 1_000; look += 1) {
    for (const reason of await whyNotReady(testEnv.keeper)) reasons.add(reason)
    const grantId = grantIds[look % grantIds.length]
    if (grantId !== undefined) answers[await serve(testEnv, grantId)] += 1
    await sleep(LOOK_EVERY_IN_MS)
  }
  const sent = (await countSent(testEnv)) - sentBefore
  await database.startAgain()
  return { reasons: [...reasons].sort(), answers, sent }
}

/** Reasons as the keeper's health gives them; empty when it is ready. */
export async function whyNotReady(keeper: Keeper): Promise<string[]> {
  return (await health(keeper)).reasons ?? []
}

export async function untilReady(keeper: Keeper): Promise<void> {
  for (let polls = 0; polls < 600 && (await whyNotReady(keeper)).length > 0; polls += 1) {
    await sleep(50)
  }
}

async function countSent(testEnv: TestEnv): Promise<number> {
  return (await testEnv.control.state()).counters.totalTokenRequests
}

type Outage = {
  database: OwnDatabase
  seconds: number
  /** The grants whose callers go on asking. */
  grantIds: string[]
  meanwhile?: () => void
}
type OutageReport = {
  /** All reasons that health gave while the database was away. */
  reasons: string[]
  answers: { live: number; dead: number; none: number }
  /** Token requests sent in the meantime. */
  sent: number
}
