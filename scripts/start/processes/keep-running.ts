const DEATHS_ALLOWED = 5
const WINDOW_IN_MS = 2 * 60 * 1000
const FIRST_PAUSE_IN_MS = 500
const LONGEST_PAUSE_IN_MS = 10_000

/**
 * Starts something and starts it again, after growing pauses, whenever it ends unasked; `giveUp` is called once that
 * happens too often. `ready` rejects when the first start fails: then there is something to mend, not to repeat.
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

/** Ends early, and without a word, when it is no longer wanted. */
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
  /** Resolves with the reason, in words, when it is gone. */
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
  /** Of the latest process that got ready. */
  pid(): number | undefined
  /** Also while it is still starting: then it is not waited for. */
  stop(): Promise<void>
}
