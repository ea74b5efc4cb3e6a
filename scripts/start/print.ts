import type { EnvProblem } from "@/lib/env-rules"
import { createLog, type Log, type ProcessName } from "@/lib/log"

const LEVELS = {
  building: "info",
  running: "info",
  stopping: "info",
  stopped: "info",
  part_ended: "warn",
  not_ready: "warn",
  waiting_for_database: "warn",
} as const

/**
 * Prints what a part says as it is; and what the start itself says, of an `event`, as the text for a person at a terminal, else
 * as a line of the log with `facts`.
 */
export function print(text: string, event?: keyof typeof LEVELS, facts: object = {}): void {
  if (event === undefined || process.stdout.isTTY) console.log(text)
  else log()[LEVELS[event]]({ event, said: text, ...facts })
}

/** Prints why a process ends to standard error, in the same two ways; in the log, each wrong setting has a line of its own. */
export function printEnd(text: string, { problems = [], name = "start" }: Ended = {}): void {
  if (process.stderr.isTTY) return void console.error(text)
  const ending = createLog(name, { write: (line) => console.error(line.trimEnd()) })
  for (const one of problems) ending.fatal({ event: "refused_to_start", ...one })
  if (problems.length === 0) ending.fatal({ event: "failed", said: text })
}

/** Opened at the first line, when `LOG_LEVEL` has been read. */
function log(): Log {
  known ??= createLog("start", { write: (line) => console.log(line.trimEnd()) })
  return known
}

let known: Log | undefined

type Ended = { problems?: EnvProblem[]; name?: ProcessName }
