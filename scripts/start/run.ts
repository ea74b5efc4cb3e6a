import { mkdir } from "node:fs/promises"
import "./life/begin-process"
import { bringUp } from "./bring-up"
import { print, printEnd } from "./print"
import { readSource } from "./read-source"
import { describeProblems, describeStart, listStart } from "./report"
import { type Mode, readSettings, type Settings } from "./settings"
import { holdFolder } from "./single-start"
import { createStack, type Stack } from "./stack"
import { createStopwatch } from "./stopwatch"

/**
 * Starts everything, runs until a signal, then stops everything, the database last. If the product cannot start or keep
 * running, it prints why and exits with status 1.
 */
export async function run({ mode, envFile, preparedInMs }: RunOptions): Promise<void> {
  const reading = readSettings(readSource(envFile), mode)
  if (reading.kind === "wrong") {
    printEnd(describeProblems(reading.problems), reading)
    process.exit(1)
  }
  const { settings } = reading
  if (settings.embedded || settings.sandbox) {
    await mkdir(settings.dataDir, { recursive: true, mode: 0o700 })
  }
  const stack = createStack({ print })
  const hold = await holdFolder(settings.dataDir, () => describeRun(settings, stack))
  if (hold.kind === "held") {
    printEnd(describeHolder(settings, hold.word))
    process.exit(1)
  }
  endOnSignals(stack)
  const watch = createStopwatch({ prepare: preparedInMs })
  await bringUp({ settings, stack, watch }).then(
    (report) => {
      const facts = listStart(settings, report, watch.toString())
      print(describeStart(facts), "running", facts)
    },
    (error: unknown) => {
      if (!stack.stopping.aborted) return end(stack, 1, `Tenantry cannot start. ${textOf(error)}`)
    },
  )
}

function endOnSignals(stack: Stack): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stack.stopping.aborted) {
        print("Still stopping: the keeper may need up to 35 s.", "stopping")
      }
      void end(stack, 0)
    })
  }
  if (process.channel) process.on("disconnect", () => void end(stack, 0))
  process.on("uncaughtException", (error) => void end(stack, 1, textOf(error)))
}

let ending = false

async function end(stack: Stack, status: number, message?: string): Promise<void> {
  if (ending) return
  ending = true
  if (message !== undefined) printEnd(message)
  await stack.close()
  print("Stopped.", "stopped")
  process.exit(status)
}

function describeRun({ env }: Settings, stack: Stack): unknown {
  return { pid: process.pid, address: env.APP_URL, processes: stack.pids() }
}

function describeHolder({ dataDir }: Settings, word: string): string {
  const { address = "", pid = "unknown" } = JSON.parse(word || "{}")
  return `Tenantry is already running with this data folder (${dataDir}) at ${address}, process ${pid}. Stop it first, or set DATA_DIR, APP_URL and KEEPER_URL for a second one.`
}

/** Our own errors are written for people; for all others the stack is useful. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.name === "Error" ? error.message : (error.stack ?? error.message)
}

type RunOptions = {
  mode: Mode
  /** Null: use only the environment. */
  envFile: string | null
  /** How long it took to find, or to make, what runs now. */
  preparedInMs: number
}
