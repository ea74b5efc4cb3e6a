import type { ChangeFeed } from "@/keeper/services/memory/change-feed"

/** For one reading of the rows. */
export const READ_LIMITS: WaitLimits = { silentMilliseconds: 5_000, mostMilliseconds: 10_000 }
const LOOK_EVERY_MILLISECONDS = 250

/**
 * Waits for the work within limits: rejects when it takes too long, and sooner if the change feed shows that the
 * database does not answer. A network that swallows packets would otherwise keep a caller waiting for many minutes.
 */
export function withDeadline<T>(
  feed: Pick<ChangeFeed, "ageInMilliseconds">,
  { silentMilliseconds, mostMilliseconds }: WaitLimits,
  work: Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  return new Promise((resolve, reject) => {
    const timer = setInterval(() => {
      const waited = performance.now() - startedAt
      const isSilent = Math.min(waited, feed.ageInMilliseconds()) > silentMilliseconds
      if (isSilent || waited > mostMilliseconds) reject(new WaitedTooLong())
    }, LOOK_EVERY_MILLISECONDS)
    work.then(resolve, reject).finally(() => clearInterval(timer))
  })
}

class WaitedTooLong extends Error {
  override name = "WaitedTooLong"
}

export type WaitLimits = { silentMilliseconds: number; mostMilliseconds: number }
