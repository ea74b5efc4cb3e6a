import { createPause, watchChanges } from "@/keeper/services/memory/change-watch"
import type { Look } from "@/keeper/services/memory/read-changes"
import { createRecentChanges, type RecentChanges } from "@/keeper/services/memory/recent-changes"
import { kindOf, type Log } from "@/lib/log"

const RECONNECT_AFTER_MILLISECONDS = 500
const LOOK_EVERY_MILLISECONDS = 1_000
// So long after the last question it goes on looking; then only a lost notification could be missed, and nobody asks.
const ASKED_FOR_MILLISECONDS = 10_000
const REST_MILLISECONDS = 30_000
// The longest that a timer can wait: 24 days.
const NO_LOOK_MILLISECONDS = 2 ** 31 - 1
/** While the database answers, the memory is never older than this, with or without notifications. */
const FRESH_FOR_MILLISECONDS = 2_000

/**
 * Reports every change that may alter an answer to a service: "service:id", "services:", "grant:id", "tenant:id" or
 * "all:". It hears of commits by notification, and while anybody asks reads the rows each second for changes without one. It
 * has its own connection, which it reopens when lost; the first look then finds what happened in between.
 */
export function openChangeFeed(options: FeedOptions): ChangeFeed {
  const { databaseUrl, log, onChange, listen = true, poll = true } = options
  const changes = createRecentChanges()
  const pause = createPause()
  let look: Look | null = null
  let reachable = true
  let stopping = false
  const looks = createEnds()
  const isStopping = () => stopping
  const waitFor = () => waitFrom(askedAt, poll)
  let askedAt = performance.now()

  async function run(): Promise<void> {
    while (!stopping) {
      const watch = { databaseUrl, listen, since: look, pause, report, looked, isStopping, waitFor }
      const reason = await watchChanges(watch).catch(kindOf)
      if (stopping) return
      if (reachable) log.warn({ event: "changes_not_heard", reason })
      endLook(false)
      await pause.wait(RECONNECT_AFTER_MILLISECONDS)
    }
  }

  function report(key: string): void {
    changes.add(key.split(":", 2).join(":"))
    onChange(key)
  }

  function looked(now: Look): void {
    look = now
    endLook(true)
  }

  function endLook(answered: boolean): void {
    reachable = answered
    looks.end()
  }

  /** Whoever asks wants to go on asking: a feed that rests looks at once, and each second from then on. */
  function ageInMilliseconds(): number {
    askedAt = performance.now()
    if (look === null) return Number.POSITIVE_INFINITY
    const age = askedAt - look.startedAt
    if (poll && reachable && age > LOOK_EVERY_MILLISECONDS) pause.wake()
    return age
  }

  const running = run()
  return {
    changeCount: changes.changeCount,
    changedSince: changes.changedSince,
    ageInMilliseconds,
    isReachable: () => reachable,
    isFresh: () => !poll || ageInMilliseconds() <= FRESH_FOR_MILLISECONDS,
    async settle() {
      const since = performance.now()
      askedAt = since
      // A look that was under way may have missed what was committed before this call.
      while (reachable && (look === null || look.startedAt < since)) {
        pause.wake()
        await looks.nextEnd()
      }
    },
    now: () => databaseNow(look),
    stop() {
      stopping = true
      pause.wake()
      return running
    },
  }
}

function createEnds(): { end(): void; nextEnd(): Promise<void> } {
  let waiting: Array<() => void> = []
  return {
    end() {
      for (const resolve of waiting) resolve()
      waiting = []
    },
    nextEnd: () => new Promise((resolve) => waiting.push(resolve)),
  }
}

function waitFrom(askedAt: number, poll: boolean): number {
  if (!poll) return NO_LOOK_MILLISECONDS
  const isAsked = performance.now() - askedAt < ASKED_FOR_MILLISECONDS
  return isAsked ? LOOK_EVERY_MILLISECONDS : REST_MILLISECONDS
}

function databaseNow(look: Look | null): Date {
  if (look === null) return new Date()
  return new Date(look.databaseNow + performance.now() - look.startedAt)
}

export type FeedOptions = {
  databaseUrl: string
  log: Log
  onChange(key: string): void
  /** False: read the rows only, as if every notification were lost. */
  listen?: boolean
  /** False: read the rows only when a connection opens, as if no time passed between two looks. */
  poll?: boolean
}
export type ChangeFeed = Pick<RecentChanges, "changeCount" | "changedSince"> & {
  /** How long ago it was last certain that no change was missed. */
  ageInMilliseconds(): number
  isFresh(): boolean
  /** Whether the database answered the last look. */
  isReachable(): boolean
  /** Reads the rows as they are now or later; returns at once if the database is known not to answer. */
  settle(): Promise<void>
  /** The database's clock. */
  now(): Date
  stop(): Promise<void>
}
