import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type Count, readReport } from "./read-report"

const EXIT_WITH_PARENT = fileURLToPath(
  new URL("../start/life/exit-with-parent.mjs", import.meta.url),
)
// A browser run stops the whole product, and its keeper may drain for 35 s.
const PATIENCE_IN_MS = 50_000
const STOP_TIMEOUT_IN_MS = 70_000

/** Runs a tool and counts its results; a check without tests counts as one. On abort the tool is asked to clean up and end. */
export async function runStep(step: Step, signal: AbortSignal): Promise<Count> {
  console.log(`\n— ${step.name}`)
  if (step.report !== undefined) rmSync(step.report, { force: true })
  const startedAt = performance.now()
  const succeeded = await runTool(step, signal)
  const count = step.report === undefined ? null : readReport(step.report)
  const whole = count ?? oneCheck(step.name, succeeded)
  // A runner can fail outside its tests: a file that cannot be read, a set-up that throws.
  const counted = !succeeded && whole.failed === 0 ? failedOutside(step.name, whole) : whole
  const tookInSeconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`  ${step.name}: ${describe(counted)} in ${tookInSeconds} s`)
  return counted
}

/** Runs a check of our own, which throws when it fails, and counts it as one. */
export async function runCheck(name: string, check: () => Promise<unknown>): Promise<Count> {
  console.log(`\n— ${name}`)
  const error = await check().then(
    () => null,
    (cause: unknown) => String(cause),
  )
  if (error !== null) console.error(error)
  const count = oneCheck(error === null ? name : `${name}: ${error}`, error === null)
  console.log(`  ${name}: ${describe(count)}`)
  return count
}

function failedOutside(name: string, count: Count): Count {
  return { ...count, failed: 1, failures: count.failures.length > 0 ? count.failures : [name] }
}

function oneCheck(name: string, passed: boolean): Count {
  return passed
    ? { passed: 1, failed: 0, skipped: 0, failures: [] }
    : { passed: 0, failed: 1, skipped: 0, failures: [name] }
}

/** The plain line that a run ends with. */
export function describe({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`
}

export function sum(counts: Count[]): Count {
  const total = (key: "passed" | "failed" | "skipped") =>
    counts.reduce((all, one) => all + one[key], 0)
  return {
    passed: total("passed"),
    failed: total("failed"),
    skipped: total("skipped"),
    failures: counts.flatMap((one) => one.failures),
  }
}

async function runTool(step: Step, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false
  const child = spawn(process.execPath, [EXIT_WITH_PARENT, ...step.args], {
    detached: true,
    env: { ...process.env, ...step.env },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  })
  const end = (): void => askToEnd(child, step)
  signal.addEventListener("abort", end)
  const [code] = await once(child, "exit")
  signal.removeEventListener("abort", end)
  killRest(child)
  return code === 0
}

/** After the first signal a runner finishes its running tests and cleans up; the second hurries it; the third kills it. */
function askToEnd(child: ChildProcess, step: Step): void {
  child.kill("SIGINT")
  const timers = [
    setTimeout(() => child.kill("SIGINT"), step.patienceInMs ?? PATIENCE_IN_MS),
    setTimeout(() => killRest(child), STOP_TIMEOUT_IN_MS),
  ]
  child.once("exit", () => timers.forEach(clearTimeout))
}

/** Kills whatever is left of the step's process group. */
function killRest({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // Nothing is left.
  }
}

export type Step = {
  name: string
  /** A program of Node's and its arguments. */
  args: string[]
  env?: Record<string, string>
  /** How long it may take to end by itself once asked to. */
  patienceInMs?: number
  /** Where the tool writes its counts as JSON. */
  report?: string
}
