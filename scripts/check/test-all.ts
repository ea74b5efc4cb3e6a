import { mkdir } from "node:fs/promises"
import { build } from "@/scripts/build/build"
import { generate } from "@/scripts/build/generate"
import { NEXT_ENV } from "@/scripts/start/processes/child-env"
import { ensureChromium } from "./chromium"
import { markProcesses, requireNoneLeft } from "./leftovers"
import type { Count } from "./read-report"
import { describe, runCheck, runStep, type Step, sum } from "./step"
import { sweep } from "./sweep"

const NO_BROWSER: Count = {
  passed: 0,
  failed: 1,
  skipped: 0,
  failures: ["Playwright: there is no browser"],
}
const BIOME = ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"]
const NEXT = "node_modules/next/dist/bin/next"

const CHECKS: Step[] = [
  { name: "Biome", args: BIOME },
  { name: "Route types", args: [NEXT, "typegen"], env: NEXT_ENV },
]
const TYPES: Step = { name: "Types", args: ["node_modules/typescript/bin/tsc", "--noEmit"] }
const VITEST: Step = {
  name: "Vitest",
  args: [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    "--outputFile.json=.test/vitest.json",
  ],
  report: ".test/vitest.json",
  // Vitest would finish the running test first; anything it leaves behind is swept up.
  patienceInMs: 3_000,
}

/**
 * Runs everything that must pass, without stopping at a failure; the last lines name what failed, and the total. One step comes
 * after the other, save that types are checked, and then pages built, beside Vitest, whose first files wait more than they work.
 */
export async function testAll(): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort())
  }
  const mark = markProcesses()
  await mkdir(".test", { recursive: true })
  const counts = [await runCheck("Prisma client", () => generate(stopping.signal))]
  for (const step of CHECKS) counts.push(await runStep(step, stopping.signal))
  const beside = [runStep(VITEST, stopping.signal), checkAndBuild(stopping.signal)]
  counts.push(...(await Promise.all(beside)))
  counts.push(await testInBrowser(stopping.signal))
  counts.push(await runCheck("No process is left", () => requireNoneLeft(mark)))
  await sweep()
  const all = sum(counts)
  for (const failure of all.failures) console.log(`\nFAILED ${failure}`)
  if (all.skipped > 0) console.log(`\n${all.skipped} skipped`)
  console.log(`\n${describe(all)}`)
  process.exit(all.failed === 0 ? 0 : 1)
}

/** The build writes the route types anew, so it comes after what reads them. */
async function checkAndBuild(signal: AbortSignal): Promise<Count> {
  const types = await runStep(TYPES, signal)
  return sum([types, await runCheck("Production build", () => build(signal))])
}

async function testInBrowser(signal: AbortSignal): Promise<Count> {
  const chromium = signal.aborted ? null : ensureChromium()
  if (chromium === null) return NO_BROWSER
  const step = {
    name: "Playwright",
    args: ["node_modules/playwright/cli.js", "test", "-c", "e2e/playwright.config.ts"],
    env: { CHROMIUM_PATH: chromium },
    report: ".test/e2e/report.json",
  }
  return runStep(step, signal)
}
