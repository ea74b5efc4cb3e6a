import { createPause, watchChanges } from "@/keeper/services/memory/change-watch"
import type { Look } from "@/keeper/services/memory/read-changes"
import { createRecentChanges, type RecentChanges } from "@/keeper/services/memory/recent-changes"
import { kindOf, type Log } from "@/lib/log"

const RECONNECT_AFTER_MILLISECONDS = 500
/** While the database answers, the memory is never older than this, with or without notifications. */
const FRESH_FOR_MILLISECONDS = 2_000

/**
 * Reports every change that may alter an answer to a service: "service:id", "services:", "grant:id", "tenant:id" or
 * "all:". It hears of commits by notification, and reads the rows each second for changes without one. It has its own
 * connection, which it reopens when lost; the first look then finds what happened in between.
 */
export function openChangeFeed(options: FeedOptions): ChangeFeed {
  const { databaseUrl, log, onChange, listen = true, poll = true } = options
  const changes = createRecentChanges()
  const pause = createPause()
  let look: Look | null = null
  let reachable = true
  let stopping = false
  let waiting: Array<() => void> = []
  const running = run()

  async function run(): Promise<void> {
    while (!stopping) {
      const watch = { databaseUrl, listen, poll, since: look, pause, report, looked, isStopping }
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

  function isStopping(): boolean {
    return stopping
  }

  function endLook(answered: boolean): void {
    reachable = answered
    for (const resolve of waiting) resolve()
    waiting = []
  }

  function ageInMilliseconds(): number {
    return look === null ? Number.POSITIVE_INFINITY : performance.now() - look.startedAt
  }

  return {
    changeCount: changes.changeCount,
    changedSince: changes.changedSince,
    ageInMilliseconds,
    isReachable: () => reachable,
    isFresh: () => !poll || ageInMilliseconds() <= FRESH_FOR_MILLISECONDS,
    async settle() {
      const askedAt = performance.now()
      // A look that was under way may have missed what was committed before this call.
      while (reachable && (look === null || look.startedAt < askedAt)) {
        const ended = new Promise<void>((resolve) => waiting.push(resolve))
        pause.wake()
        await ended
      }
    },
    now: () => databaseNow(look),
    async stop() {
      stopping = true
      pause.wake()
      await running
    },
  }
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
