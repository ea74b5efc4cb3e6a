import { existsSync, readFileSync } from "node:fs"
import { mkdir } from "node:fs/promises"
import { parseEnv } from "node:util"
import "./life/begin-process"
import type { Source } from "@/lib/env-rules"
import { bringUp } from "./bring-up"
import { DATABASE_NAMES } from "./processes/child-env"
import { describeProblems, describeStart } from "./report"
import { type Mode, readSettings, type Settings } from "./settings"
import { holdFolder } from "./single-start"
import { createStack, type Stack } from "./stack"
import { createStopwatch } from "./stopwatch"

/**
 * Starts everything, runs until a signal, then stops everything, the database last. If the product cannot start or keep
 * running, it prints why and exits with status 1.
 */
export async function run({ mode, envFile, installedInMs }: RunOptions): Promise<void> {
  const reading = readSettings(readSource(envFile), mode)
  if (reading.kind === "wrong") return leave(1, describeProblems(reading.problems))
  const { settings } = reading
  // They belong to the database that DATABASE_URL names, and would misdirect connections to our own.
  if (settings.embedded) for (const name of DATABASE_NAMES) delete process.env[name]
  if (settings.embedded || settings.sandbox) {
    await mkdir(settings.dataDir, { recursive: true, mode: 0o700 })
  }
  const stack = createStack({
    print: console.log,
    giveUp: (reason) =>
      void end(stack, 1, `Tenantry is stopping: ${reason}. The log above says why.`),
  })
  const hold = await holdFolder(settings.dataDir, () => describeRun(settings, stack))
  if (hold.kind === "held") return leave(1, describeHolder(settings, hold.word))
  endOnSignals(stack)
  const watch = createStopwatch(installedInMs > 0 ? { install: installedInMs } : {})
  await bringUp({ settings, stack, watch }).then(
    (report) => console.log(describeStart(settings, report, watch.toString())),
    (error: unknown) => {
      if (!stack.stopping.aborted) return end(stack, 1, `Tenantry cannot start. ${textOf(error)}`)
    },
  )
}

/** The environment; for names missing there, the file. */
function readSource(envFile: string | null): Source {
  const file =
    envFile !== null && existsSync(envFile) ? parseEnv(readFileSync(envFile, "utf8")) : {}
  // The start reaches the database too, and there these count as its own.
  for (const name of DATABASE_NAMES) {
    if (process.env[name] === undefined && file[name]) process.env[name] = file[name]
  }
  return { ...file, ...process.env }
}

function endOnSignals(stack: Stack): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (stack.stopping.aborted) console.log("Still stopping: the keeper may need up to 35 s.")
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
  if (message !== undefined) console.error(message)
  await stack.close()
  leave(status, "Stopped.")
}

function describeRun({ env }: Settings, stack: Stack): unknown {
  return { pid: process.pid, address: env.APP_URL, processes: stack.pids() }
}

function describeHolder({ dataDir }: Settings, word: string): string {
  const { address = "", pid = "unknown" } = JSON.parse(word || "{}")
  return `Tenantry is already running with this data folder (${dataDir}) at ${address}, process ${pid}. Stop it first, or set DATA_DIR, APP_URL and KEEPER_URL for a second one.`
}

function leave(status: number, message: string): void {
  const print = status === 0 ? console.log : console.error
  print(message)
  process.exit(status)
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
  installedInMs: number
}
