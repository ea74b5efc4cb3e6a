const RECENT_KEYS = 2_000

/** The latest changes that were told of, so that whoever read meanwhile learns whether it is old already. */
export function createRecentChanges(): RecentChanges {
  const recent: string[] = []
  let told = 0
  return {
    add(key) {
      recent[told % RECENT_KEYS] = key
      told += 1
    },
    told: () => told,
    toldSince(since, keys) {
      if (told - since > RECENT_KEYS) return true
      for (let n = since; n < told; n += 1) {
        const key = recent[n % RECENT_KEYS]
        if (key === "all:" || (key !== undefined && keys.includes(key))) return true
      }
      return false
    },
  }
}

export type RecentChanges = {
  add(key: string): void
  /** How many were told so far. */
  told(): number
  /** Whether any of the keys was told of since `told()` was so many. */
  toldSince(since: number, keys: string[]): boolean
}
