const DEATHS_ALLOWED = 5
const WINDOW_IN_MS = 2 * 60 * 1000
const FIRST_PAUSE_IN_MS = 500
const LONGEST_PAUSE_IN_MS = 10_000

/**
 * Starts something and restarts it, after growing pauses, whenever it ends unexpectedly; calls `giveUp` once that
 * happens too often. `ready` rejects if the first start fails, because then a restart would not help.
 */
export function keepRunning(plan: Plan): Kept {
  const stopping = new AbortController()
  let pid: number | undefined
  let current = start()
  const ready = current.then(() => {})
  const watching = ready.then(watch, () => {})

  async function start(): Promise<Running> {
    const running = await plan.start(stopping.signal)
    pid = running.pid
    return running
  }

  async function watch(): Promise<void> {
    const deaths: number[] = []
    for (;;) {
      const reason = await current.then(
        (one) => one.ended,
        (error: unknown) => String(error),
      )
      if (stopping.signal.aborted) return
      deaths.push(Date.now())
      const recent = deaths.filter((at) => at > Date.now() - WINDOW_IN_MS).length
      if (recent > DEATHS_ALLOWED) return plan.giveUp(reason)
      plan.print(`ended unexpectedly (${reason}); starting it again`)
      const pauseInMs = Math.min(FIRST_PAUSE_IN_MS * 2 ** (recent - 1), LONGEST_PAUSE_IN_MS)
      await pause(pauseInMs, stopping.signal)
      if (stopping.signal.aborted) return
      current = start()
    }
  }

  return {
    ready,
    pid: () => pid,
    async stop() {
      stopping.abort()
      const running = await current.catch(() => null)
      await running?.stop()
      await watching
    },
  }
}

/** Ends early, without an error, when it is aborted. */
function pause(inMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(end, inMs)
    signal.addEventListener("abort", end, { once: true })
  })
}

export type Running = {
  pid: number | undefined
  /** Resolves with the reason, in words, when it has ended. */
  ended: Promise<string>
  stop(): Promise<void>
}
export type Plan = {
  start(signal: AbortSignal): Promise<Running>
  print(line: string): void
  giveUp(reason: string): void
}
export type Kept = {
  ready: Promise<void>
  /** The id of the latest process that became ready. */
  pid(): number | undefined
  /** Works during the start too, and then does not wait for it. */
  stop(): Promise<void>
}
