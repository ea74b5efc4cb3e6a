import { setTimeout as sleep } from "node:timers/promises"
import type { Keeper } from "@/keeper/keeper"

const FIRST_WAIT_IN_MILLISECONDS = 50
const LONGEST_WAIT_IN_MILLISECONDS = 2_000

/**
 * Runs the commit again until it succeeds, for as long as the process lives: what Xero has answered exists nowhere else.
 * Meanwhile the process counts as not ready. `commit` must be safe to repeat after a COMMIT whose answer was lost.
 */
export async function untilCommitted<T>(
  keeper: Pick<Keeper, "unsaved" | "log">,
  key: string,
  commit: () => Promise<T>,
): Promise<T> {
  keeper.unsaved.add(key)
  let wait = FIRST_WAIT_IN_MILLISECONDS
  for (;;) {
    const result = await commit().then(
      (value) => ({ value }),
      (cause: unknown) => ({ cause }),
    )
    if ("value" in result) {
      keeper.unsaved.delete(key)
      return result.value
    }
    keeper.log.error({ event: "answer_not_saved", key, reason: nameOf(result.cause) })
    await sleep(wait)
    wait = Math.min(wait * 2, LONGEST_WAIT_IN_MILLISECONDS)
  }
}

/** The error's kind and code: its message may hold what was to be saved. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown"
  return "code" in cause ? `${cause.name} ${String(cause.code)}` : cause.name
}
