import { pause } from "./pause"

const ENDS_ALLOWED = 5
// What has run for so long does not keep ending.
const LASTS_IN_MS = 2 * 60 * 1000
const FIRST_PAUSE_IN_MS = 500
const LONGEST_PAUSE_IN_MS = 10_000
// Of what keeps ending: the machine is left in peace, and it comes back by itself once its trouble is over.
const PATIENT_PAUSE_IN_MS = 60_000

/**
 * Starts something and restarts it, after growing pauses, whenever it ends unexpectedly; once it has ended six times without
 * lasting for two minutes, only every minute. `ready` rejects if the first start fails, because then a restart would not help.
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
    const streak = createStreak()
    for (;;) {
      const { reason, lasted } = await current.then(follow, notReady)
      if (stopping.signal.aborted) return
      const trouble = streak(lasted)
      const { pauseInMs, said } = judge(trouble.ends)
      plan.print(said.replace("%", reason))
      if (trouble.ends > ENDS_ALLOWED) plan.onTrouble?.(trouble)
      await pause(pauseInMs, stopping.signal)
      if (stopping.signal.aborted) return
      current = start()
    }
  }

  /** How it ended, and whether it had lasted; says meanwhile that it has. */
  async function follow(running: Running): Promise<Ended> {
    let lasted = false
    const timer = setTimeout(() => {
      lasted = true
      plan.onTrouble?.(null)
    }, LASTS_IN_MS)
    const reason = await running.ended
    clearTimeout(timer)
    return { reason, lasted }
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

function notReady(error: unknown): Ended {
  return { reason: String(error), lasted: false }
}

/** Counts the ends since it last lasted. */
function createStreak(): (lasted: boolean) => Trouble {
  let streak: Trouble | null = null
  return (lasted) => {
    const { since, ends } = lasted || streak === null ? { since: new Date(), ends: 0 } : streak
    streak = { since, ends: ends + 1 }
    return streak
  }
}

/** How long to wait after so many ends in a row, and what to say: `%` stands for the reason. */
function judge(ends: number): { pauseInMs: number; said: string } {
  if (ends > ENDS_ALLOWED) {
    const said = "keeps ending (%); the rest goes on, and it is tried again in a minute"
    return { pauseInMs: PATIENT_PAUSE_IN_MS, said }
  }
  const pauseInMs = Math.min(FIRST_PAUSE_IN_MS * 2 ** (ends - 1), LONGEST_PAUSE_IN_MS)
  return { pauseInMs, said: "ended unexpectedly (%); starting it again" }
}

type Ended = { reason: string; lasted: boolean }
export type Running = {
  pid: number | undefined
  /** Resolves with the reason, in words, when it has ended. */
  ended: Promise<string>
  stop(): Promise<void>
  /** Says something to it, where it listens. */
  send?(message: object): void
}
/** That it keeps ending: since when, and how often by now. */
export type Trouble = { since: Date; ends: number }
export type Plan = {
  start(signal: AbortSignal): Promise<Running>
  print(line: string): void
  /** Called whenever it has ended too often, and with null once it has lasted. */
  onTrouble?(trouble: Trouble | null): void
}
export type Kept = {
  ready: Promise<void>
  /** The id of the latest process that became ready. */
  pid(): number | undefined
  /** Works during the start too, and then does not wait for it. */
  stop(): Promise<void>
}
