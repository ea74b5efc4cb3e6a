import type { Keeper } from "@/keeper/keeper"
import { createGlance, type Due } from "@/keeper/work/glance"

// Work of which the glance shows nothing looks for itself so often: what it waits for may have been committed late.
const UNASKED_EVERY_POLLS = 300

/** Makes work that does nothing in a copied database, and nothing while one glance for all of it shows nothing to do. */
export function createGate(keeper: Keeper): Gate {
  const glance = createGlance(keeper)
  return (task, isDue = ALWAYS) => {
    let unaskedAt = 0
    return async (...rest) => {
      if (keeper.guard.isCopy()) return undefined
      if (performance.now() < unaskedAt && !isDue(await glance(), keeper)) return undefined
      unaskedAt = performance.now() + UNASKED_EVERY_POLLS * keeper.timings.workPoll
      return task(keeper, ...rest)
    }
  }
}

/**
 * Whether an alert may open, rise or end: something fails, or something happened, lately enough for an earlier event to be
 * committed only now.
 */
export function mayAlert(due: Due, { alerts: { look, timings } }: Keeper): boolean {
  const isLate = performance.now() - look.newAt > timings.lateCommit + timings.lookAgain
  const isNews = due.newestEventId !== look.newestEventId || !isLate
  return isNews || due.alerts || due.urgent || due.incidents
}

const ALWAYS = () => true

export type IsDue = (due: Due, keeper: Keeper) => boolean
type Gate = <Rest extends unknown[], Result>(
  task: (keeper: Keeper, ...rest: Rest) => Promise<Result>,
  isDue?: IsDue,
) => (...rest: Rest) => Promise<Result | undefined>
