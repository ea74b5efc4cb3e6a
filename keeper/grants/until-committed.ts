import { setTimeout as sleep } from "node:timers/promises"
import type { Keeper } from "@/keeper/keeper"
import { kindOf } from "@/lib/log"

const FIRST_WAIT_IN_MILLISECONDS = 50
const LONGEST_WAIT_IN_MILLISECONDS = 2_000
// A transaction waits 5 s for a connection and lasts 5 s, if the database answers at all.
const LONGEST_TRY_IN_MILLISECONDS = 15_000

/**
 * Repeats the commit until it succeeds, as long as the process lives: Xero's answer exists nowhere else. Until then the
 * process is not ready. If a commit hangs, it is left alone and tried again on another connection, so `commit` must be
 * safe to repeat after, and at the same time as, one that never answered.
 */
export async function untilCommitted<T>(
  keeper: Pick<Keeper, "unsaved" | "log">,
  key: string,
  commit: () => Promise<T>,
): Promise<T> {
  keeper.unsaved.add(key)
  let wait = FIRST_WAIT_IN_MILLISECONDS
  for (;;) {
    const ended = new AbortController()
    const result = await Promise.race([settled(commit()), hanging(ended.signal)])
    ended.abort()
    if ("value" in result) {
      keeper.unsaved.delete(key)
      return result.value
    }
    keeper.log.error({ event: "answer_not_saved", key, reason: kindOf(result.cause) })
    await sleep(wait)
    wait = Math.min(wait * 2, LONGEST_WAIT_IN_MILLISECONDS)
  }
}

async function settled<T>(commit: Promise<T>): Promise<{ value: T } | { cause: unknown }> {
  return commit.then(
    (value) => ({ value }),
    (cause: unknown) => ({ cause }),
  )
}

async function hanging(signal: AbortSignal): Promise<{ cause: Error }> {
  await sleep(LONGEST_TRY_IN_MILLISECONDS, undefined, { signal })
  return { cause: Object.assign(new Error("no answer"), { code: "HANGS" }) }
}
