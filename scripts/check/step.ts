import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"

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
  const whole = count ?? { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1, skipped: 0 }
  // A runner can fail outside its tests: a file that cannot be read, a set-up that throws.
  const counted = !succeeded && whole.failed === 0 ? { ...whole, failed: 1 } : whole
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
  const count = { passed: error === null ? 1 : 0, failed: error === null ? 0 : 1, skipped: 0 }
  console.log(`  ${name}: ${describe(count)}`)
  return count
}

/** The plain line that a run ends with. */
export function describe({ passed, failed }: Count): string {
  return `${passed} passed, ${failed} failed`
}

export function sum(counts: Count[]): Count {
  return counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
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

function readReport(file: string): Count | null {
  try {
    return countOf(JSON.parse(readFileSync(file, "utf8")))
  } catch {
    return null
  }
}

/** Vitest's report or Playwright's. */
function countOf(report: VitestReport | PlaywrightReport): Count {
  if ("stats" in report) {
    const { expected, unexpected, flaky, skipped } = report.stats
    return { passed: expected, failed: unexpected + flaky, skipped }
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: report.numPendingTests + report.numTodoTests,
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
export type Count = { passed: number; failed: number; skipped: number }
type VitestReport = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
}
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}
