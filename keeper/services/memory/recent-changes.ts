const RECENT_KEYS = 2_000
const TRIES = 5

/** The latest changes, so that a reader of the rows learns whether its result is already out of date. */
export function createRecentChanges(): RecentChanges {
  const recent: string[] = []
  let count = 0
  return {
    add(key) {
      recent[count % RECENT_KEYS] = key
      count += 1
    },
    changeCount: () => count,
    changedSince(since, keys) {
      if (count - since > RECENT_KEYS) return true
      for (let n = since; n < count; n += 1) {
        const key = recent[n % RECENT_KEYS]
        if (key === "all:" || (key !== undefined && keys.includes(key))) return true
      }
      return false
    },
  }
}

/**
 * Reads until nothing changed during the reading, so that the result may be kept. After some tries the result is
 * returned as it is, but must not be kept. `read` says which keys of the change feed it depends on.
 */
export async function readUnchanged<T>(
  changes: Pick<RecentChanges, "changeCount" | "changedSince">,
  read: () => Promise<{ value: T; keys: string[] }>,
): Promise<{ value: T; unchanged: boolean }> {
  for (let tries = 1; ; tries += 1) {
    const before = changes.changeCount()
    const { value, keys } = await read()
    const unchanged = !changes.changedSince(before, keys)
    if (unchanged || tries === TRIES) return { value, unchanged }
  }
}

export type RecentChanges = {
  add(key: string): void
  /** How many there were so far. */
  changeCount(): number
  /** Whether any of the keys changed since `changeCount()` was so many. */
  changedSince(since: number, keys: string[]): boolean
}
