import { setTimeout as sleep } from "node:timers/promises"
import type { Keeper } from "@/keeper/keeper"

const FIRST_WAIT_IN_MILLISECONDS = 50
const LONGEST_WAIT_IN_MILLISECONDS = 2_000
// A transaction waits 5 s for a connection and lasts 5 s, if the database answers at all.
const LONGEST_TRY_IN_MILLISECONDS = 15_000

/**
 * Runs the commit again until it succeeds, for as long as the process lives: what Xero has answered exists nowhere else.
 * Meanwhile the process counts as not ready. One that hangs is left to itself, and another tried on another connection: `commit`
 * must be safe to repeat after, and beside, one whose answer never came.
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
    keeper.log.error({ event: "answer_not_saved", key, reason: nameOf(result.cause) })
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

/** The error's kind and code: its message may hold what was to be saved. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown"
  return "code" in cause ? `${cause.name} ${String(cause.code)}` : cause.name
}
