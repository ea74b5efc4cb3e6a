import { setTimeout as sleep } from "node:timers/promises"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { checkGrant } from "@/keeper/tenants/check-grant"
import { claimChecks, claimRefreshes } from "@/keeper/work/claim"
import { scrub } from "@/keeper/work/scrub"

const REFRESHES_AT_ONCE = 5
const CHECKS_AT_ONCE = 2
const SCRUB_EVERY_POLLS = 60

/**
 * What nobody asks for: retries and confirming refreshes when they fall due, chains kept alive, tenants checked, superseded
 * secrets scrubbed. Any number of keepers share it, because a claim is one statement that skips what another has locked.
 */
export function startWork(keeper: Keeper): { stop(): Promise<void> } {
  let stopping = false
  const loops = [
    loop(() => drain(claimRefreshes, refreshGrant, REFRESHES_AT_ONCE)),
    loop(() => drain(claimChecks, checkGrant, CHECKS_AT_ONCE)),
    loop(() => scrub(keeper).then(() => 0), SCRUB_EVERY_POLLS),
  ]

  async function loop(task: () => Promise<number>, polls = 1): Promise<void> {
    while (!stopping) {
      const done = await task().catch((cause: unknown) => {
        keeper.log.error({
          event: "work_failed",
          reason: cause instanceof Error ? cause.name : "unknown",
        })
        return 0
      })
      if (done === 0 && !stopping) await pause(polls)
    }
  }

  async function pause(polls: number): Promise<void> {
    const until = performance.now() + keeper.timings.workPoll * polls * (0.75 + Math.random() / 2)
    while (!stopping && performance.now() < until)
      await sleep(Math.min(250, keeper.timings.workPoll))
  }

  async function drain(claim: Claim, verb: Verb, atOnce: number): Promise<number> {
    const grantIds = await claim(keeper, atOnce)
    await Promise.all(grantIds.map((grantId) => attempt(verb, grantId)))
    return grantIds.length
  }

  async function attempt(verb: Verb, grantId: string): Promise<void> {
    await verb(keeper, grantId).catch((cause: unknown) => {
      const reason =
        cause instanceof Error ? `${cause.name}: ${cause.message.slice(0, 200)}` : "unknown"
      keeper.log.error({ event: "grant_work_failed", grantId, reason })
    })
  }

  return {
    async stop() {
      stopping = true
      await Promise.all(loops)
    },
  }
}

type Claim = (keeper: Keeper, limit: number) => Promise<string[]>
type Verb = (keeper: Keeper, grantId: string) => Promise<unknown>
