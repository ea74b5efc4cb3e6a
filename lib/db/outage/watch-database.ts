import { setTimeout as sleep } from "node:timers/promises"
import { metTroubleSince } from "@/lib/db/outage/sockets"

const LOOK_EVERY_IN_MILLISECONDS = 1_000
// A database that is there, or refuses, says so sooner.
const SOON_IN_MILLISECONDS = 150

/**
 * Knows whether the database is away, and asks only when something makes one doubt it: `look` says why it is, or null. Once
 * it is away, it is asked each second until it is back.
 */
export function watchDatabase({ look, onChange }: WatchOptions): DatabaseWatch {
  let why: string | null = null
  let looking: Promise<void> | null = null
  let beganAt = Number.NEGATIVE_INFINITY
  let lookedAt = Number.NEGATIVE_INFINITY

  async function lookOnce(): Promise<void> {
    beganAt = performance.now()
    const found = await look()
    lookedAt = performance.now()
    looking = null
    if ((found === null) !== (why === null)) onChange(found)
    why = found
    if (why !== null) setTimeout(doubt, LOOK_EVERY_IN_MILLISECONDS).unref()
  }

  async function doubt(): Promise<void> {
    if (looking === null && performance.now() - lookedAt < LOOK_EVERY_IN_MILLISECONDS / 2) return
    return lookNow()
  }

  async function isStillAway(): Promise<boolean> {
    const isSilent = looking !== null && performance.now() - beganAt > SOON_IN_MILLISECONDS
    if (why !== null && !isSilent) {
      await Promise.race([lookNow(), sleep(SOON_IN_MILLISECONDS, null, { ref: false })])
    }
    return why !== null
  }

  function lookNow(): Promise<void> {
    looking ??= lookOnce()
    return looking
  }

  return { isAway: () => why !== null, isStillAway, doubt, metTroubleSince }
}

export type DatabaseWatch = {
  isAway(): boolean
  /** Finds out, unless that was done a moment ago. */
  doubt(): Promise<void>
  /** The same, unless it has come back since the last look. */
  isStillAway(): Promise<boolean>
  /** Whether a connection of the pages failed since then, by `performance.now()`. */
  metTroubleSince(then: number): boolean
}
type WatchOptions = {
  look: () => Promise<string | null>
  /** It went away, and why; or it is back: null. */
  onChange: (why: string | null) => unknown
}
