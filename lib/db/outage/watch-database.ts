import { metTroubleSince } from "@/lib/db/outage/sockets"

const LOOK_EVERY_IN_MILLISECONDS = 1_000

/**
 * Knows whether the database is away, and asks only when something makes one doubt it: `look` says why it is, or null. Once
 * it is away, it is asked each second until it is back.
 */
export function watchDatabase({ look, onChange }: WatchOptions): DatabaseWatch {
  let why: string | null = null
  let looking: Promise<void> | null = null
  let lookedAt = Number.NEGATIVE_INFINITY

  async function lookOnce(): Promise<void> {
    const found = await look()
    lookedAt = performance.now()
    looking = null
    if ((found === null) !== (why === null)) onChange(found)
    why = found
    if (why !== null) setTimeout(doubt, LOOK_EVERY_IN_MILLISECONDS).unref()
  }

  async function doubt(): Promise<void> {
    if (looking === null && performance.now() - lookedAt < LOOK_EVERY_IN_MILLISECONDS / 2) return
    looking ??= lookOnce()
    return looking
  }

  return { isAway: () => why !== null, doubt, metTroubleSince }
}

export type DatabaseWatch = {
  isAway(): boolean
  /** Finds out, unless that was done a moment ago. */
  doubt(): Promise<void>
  /** Whether a connection of the pages failed since then, by `performance.now()`. */
  metTroubleSince(then: number): boolean
}
type WatchOptions = {
  look: () => Promise<string | null>
  /** It went away, and why; or it is back: null. */
  onChange: (why: string | null) => unknown
}
