import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { EXIT_CONFIGURATION } from "@/lib/env-rules"
import type { print } from "@/scripts/start/print"
import { RefusedError } from "@/scripts/start/tell-error"
import type { Running } from "./keep-running"
import { PRELOADED } from "./programs"

const READY_TIMEOUT_IN_MS = 90_000
const REPORT_AFTER_IN_MS = 8_000
// An error line of our log, or what Node prints for an unhandled error.
const ERROR = /^\{"level":"(error|fatal)"|^\w*Error: /
// Printed at every start and of no use to the reader: package.json decides Node's version.
const NOISE = /^oidc-provider WARNING: Unsupported runtime|^✓ Running next\.config\.js/

/**
 * Starts a program of ours and returns once `isReady` is true. If it ends first, takes too long or is aborted, it is
 * stopped and this throws. It has its own process group, so that Ctrl-C reaches only us, and an IPC channel shows it
 * when we are gone.
 */
export async function startProcess(options: ProcessOptions): Promise<Running> {
  const { preloaded = PRELOADED, script } = options
  const child = spawn(process.execPath, [...preloaded, script, String(process.pid)], {
    detached: true,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  })
  const ended = once(child, "exit").then(([code, signal]) => reasonOf(code, signal))
  const spoken = passOn(child, options)
  const running: Running = {
    pid: child.pid,
    ended,
    stop: () => stopChild(child, options.stopTimeoutInMs),
    // It may be gone by now; then its successor is told.
    send: (message) => child.connected && child.send(message, () => {}),
  }
  let reportedError: string | null | undefined
  let reportAt = Date.now() + REPORT_AFTER_IN_MS
  const deadline = Date.now() + READY_TIMEOUT_IN_MS
  while (!(await options.isReady())) {
    if (isGone(child)) throw refusalOf(options.name, await ended, lastWords(spoken))
    if (options.signal.aborted || Date.now() > deadline) {
      await running.stop()
      throw new Error(`${options.name} did not get ready. ${lastWords(spoken)}`)
    }
    if (Date.now() > reportAt && spoken.lastError !== reportedError) {
      options.print(`${options.name} is not ready yet. ${lastWords(spoken)}`, "not_ready")
      reportedError = spoken.lastError
      // Without a reason it is reported again once there is one.
      if (reportedError !== null) reportAt = Number.POSITIVE_INFINITY
    }
    await sleep(50)
  }
  return running
}

function refusalOf(name: string, reason: string, words: string): Error {
  const said = `${name} did not start (${reason}). ${words}`
  return reason === WRONG_SETTINGS ? new RefusedError(said) : new Error(said)
}

/** Sends SIGTERM, then SIGKILL if the process has not ended in time. */
async function stopChild(child: ChildProcess, timeoutInMs: number): Promise<void> {
  if (isGone(child)) return
  const gone = once(child, "exit")
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutInMs)
  child.kill("SIGTERM")
  await gone
  clearTimeout(timer)
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function passOn(child: ChildProcess, { name, print, onLine }: ProcessOptions): Spoken {
  const spoken: Spoken = { lastError: null }
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on("line", (line) => {
      if (NOISE.test(line) || onLine?.(line)) return
      if (stream === child.stderr || ERROR.test(line))
        spoken.lastError = line.trim() || spoken.lastError
      // Log lines already name their process.
      print(line.startsWith("{") ? line : wrap(name, line))
    })
  }
  return spoken
}

/** What did not come by our log, such as a line of Node's own, as a line that reads like it. */
function wrap(name: string, said: string): string {
  return JSON.stringify({
    level: "info",
    at: new Date().toISOString(),
    process: name,
    event: "output",
    said,
  })
}

/** Why it is not ready, as far as its output says. */
function lastWords({ lastError }: Spoken): string {
  return lastError === null ? "It has reported no error." : `Its last error: ${lastError}`
}

const WRONG_SETTINGS = reasonOf(EXIT_CONFIGURATION, null)

function reasonOf(code: number | null, signal: string | null): string {
  return signal === null ? `exit status ${code}` : signal
}

type Spoken = { lastError: string | null }
export type ProcessOptions = {
  name: string
  script: string
  /** What Node is told, and loads first; as in every process of ours, unless the script is of another build. */
  preloaded?: string[]
  env: NodeJS.ProcessEnv
  isReady(): boolean | Promise<boolean>
  /** Gets each line of output first; if it returns true, the line is not printed. */
  onLine?(line: string): boolean
  print: typeof print
  signal: AbortSignal
  stopTimeoutInMs: number
}
