const MOST_BUCKETS = 50_000

/** Enough for a service that fetches the tokens of ten thousand organisations when it starts. */
export const SERVICE_PACE: Pace = { burst: 10_000, perSecond: 500 }
/** Failed authentications from one address: enough for a wrong configuration, too few for guessing. */
export const ADDRESS_PACE: Pace = { burst: 60, perSecond: 1 }
/** Failed authentications, from all addresses together, whose denials are written one by one. */
export const DENIAL_PACE: Pace = { burst: 300, perSecond: 10 }

/** A token bucket for each key (RFC 6585 §4 answers when it is empty): `burst` at once, then `perSecond`. */
export function createRateLimit({ burst, perSecond }: Pace): RateLimit {
  // Two generations: once the recent one is full, it becomes the earlier one, and what nobody used since is forgotten.
  let recent = new Map<string, Bucket>()
  let earlier = new Map<string, Bucket>()

  function fill(key: string): Bucket {
    const now = performance.now()
    const bucket = recent.get(key) ?? keep(key, earlier.get(key) ?? { left: burst, at: now })
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1_000) * perSecond)
    bucket.at = now
    return bucket
  }

  function keep(key: string, bucket: Bucket): Bucket {
    if (recent.size >= MOST_BUCKETS / 2) {
      earlier = recent
      recent = new Map()
    }
    recent.set(key, bucket)
    return bucket
  }

  return {
    take(key) {
      const bucket = fill(key)
      if (bucket.left < 1) return false
      bucket.left -= 1
      return true
    },
    isEmpty: (key) => fill(key).left < 1,
    retryAfterInSeconds: (key) => Math.max(1, Math.ceil((1 - fill(key).left) / perSecond)),
  }
}

type Bucket = { left: number; at: number }
export type Pace = { burst: number; perSecond: number }
export type RateLimit = {
  /** False if there were too many; then nothing was taken. */
  take(key: string): boolean
  isEmpty(key: string): boolean
  retryAfterInSeconds(key: string): number
}
