const KEPT_REQUESTS = 10_000

/** Logs the requests to the token endpoint, for tests: fingerprints only, no tokens. */
export function createTokenRequestLog(): TokenRequestLog {
  let entries: TokenRequestEntry[] = []
  let total = 0
  let underWay = 0
  let maxConcurrent = 0
  return {
    start: (entry) => {
      total += 1
      underWay += 1
      maxConcurrent = Math.max(maxConcurrent, underWay)
      entries.push(entry)
      if (entries.length > KEPT_REQUESTS * 1.1) entries = entries.slice(-KEPT_REQUESTS)
    },
    finish: () => {
      underWay -= 1
    },
    counters: () => ({
      tokenRequests: entries.slice(-KEPT_REQUESTS),
      totalTokenRequests: total,
      concurrentTokenRequests: underWay,
      maxConcurrentTokenRequests: maxConcurrent,
    }),
    clear: () => {
      entries = []
      total = 0
      maxConcurrent = underWay
    },
  }
}

export type TokenRequestEntry = {
  at: string
  grantType: string
  /** Of the refresh token presented. */
  fingerprint?: string
  /** `ok`, the error that was answered, `not processed`, or `under way`. */
  outcome: string
  /** The kind of fault played on it. */
  fault?: string
}
export type TokenRequestCounters = {
  /** The last 10,000. */
  tokenRequests: TokenRequestEntry[]
  totalTokenRequests: number
  concurrentTokenRequests: number
  maxConcurrentTokenRequests: number
}
export type TokenRequestLog = {
  start: (entry: TokenRequestEntry) => void
  finish: () => void
  counters: () => TokenRequestCounters
  clear: () => void
}
