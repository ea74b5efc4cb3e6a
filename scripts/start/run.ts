import { mkdir } from "node:fs/promises"
import "./life/begin-process"
import { bringUp } from "./bring-up"
import { print, printEnd } from "./print"
import { readSource } from "./read-source"
import { describeStart, listStart } from "./report"
import { type Mode, requireSettings, type Settings } from "./settings"
import { holdFolder } from "./single-start"
import { createStack, type Stack } from "./stack"
import { createStopwatch } from "./stopwatch"
import { tellEnd } from "./tell-end"
import { statusOf, tellError } from "./tell-error"

/**
 * Starts everything, runs until a signal, then stops everything, the database last. If the product cannot start or keep
 * running, it prints why and exits with status 1, or with 78 where a setting must be changed first.
 */
export async function run(options: RunOptions): Promise<void> {
  const stack = createStack({ print })
  await start(options, stack).catch((error: unknown) => {
    if (!stack.stopping.aborted) return end(stack, statusOf(error), () => tellEnd(error))
  })
}

async function start({ mode, envFile, preparedInMs }: RunOptions, stack: Stack): Promise<void> {
  const settings = requireSettings(readSource(envFile), mode)
  if (settings.embedded || settings.sandbox) {
    await mkdir(settings.dataDir, { recursive: true, mode: 0o700 })
  }
  const hold = await holdFolder(settings.dataDir, () => describeRun(settings, stack))
  if (hold.kind === "held") {
    printEnd(describeHolder(settings, hold.word))
    process.exit(1)
  }
  endOnSignals(stack)
  const watch = createStopwatch({ prepare: preparedInMs })
  const report = await bringUp({ settings, stack, watch })
  const facts = listStart(settings, report, watch.toString())
  print(describeStart(facts), "running", facts)
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
  process.on("uncaughtException", (error) => void end(stack, 1, () => printEnd(tellError(error))))
}

let ending = false

async function end(stack: Stack, status: number, tell: () => void = () => {}): Promise<void> {
  if (ending) return
  ending = true
  tell()
  await stack.close()
  print("Stopped.", "stopped")
  process.exit(status)
}

function describeRun({ env }: Settings, stack: Stack): unknown {
  return { pid: process.pid, address: env.APP_URL, processes: stack.pids() }
}

function describeHolder({ dataDir }: Settings, word: string): string {
  const { address, pid } = JSON.parse(word || "{}")
  if (address === undefined) {
    const who = pid === undefined ? "Another program" : `A command (process ${pid})`
    return `${who} uses this data folder (${dataDir}). Start again once it has ended.`
  }
  return `Tenantry is already running with this data folder (${dataDir}) at ${address}, process ${pid}. Stop it first, or set DATA_DIR, APP_URL and KEEPER_URL for a second one.`
}

type RunOptions = {
  mode: Mode
  /** Null: use only the environment. */
  envFile: string | null
  /** How long it took to find, or to make, what runs now. */
  preparedInMs: number
}
