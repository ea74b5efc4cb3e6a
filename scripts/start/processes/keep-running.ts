import { pause } from "./pause"

const DEATHS_ALLOWED = 5
const WINDOW_IN_MS = 2 * 60 * 1000
const FIRST_PAUSE_IN_MS = 500
const LONGEST_PAUSE_IN_MS = 10_000
// Of what keeps ending: the machine is left in peace, and it comes back by itself once its trouble is over.
const PATIENT_PAUSE_IN_MS = 60_000

/**
 * Starts something and restarts it, after growing pauses, whenever it ends unexpectedly; once that happens too often, only
 * every minute. `ready` rejects if the first start fails, because then a restart would not help.
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
      const { pauseInMs, said } = judge(recent)
      plan.print(said.replace("%", reason))
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

/** How long to wait after so many deaths, and what to say: `%` stands for the reason. */
function judge(deaths: number): { pauseInMs: number; said: string } {
  if (deaths > DEATHS_ALLOWED) {
    const said = "keeps ending (%); the rest goes on, and it is tried again in a minute"
    return { pauseInMs: PATIENT_PAUSE_IN_MS, said }
  }
  const pauseInMs = Math.min(FIRST_PAUSE_IN_MS * 2 ** (deaths - 1), LONGEST_PAUSE_IN_MS)
  return { pauseInMs, said: "ended unexpectedly (%); starting it again" }
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
}
export type Kept = {
  ready: Promise<void>
  /** The id of the latest process that became ready. */
  pid(): number | undefined
  /** Works during the start too, and then does not wait for it. */
  stop(): Promise<void>
}
