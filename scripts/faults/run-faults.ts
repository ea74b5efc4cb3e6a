import { describe, runStep } from "@/scripts/check/step"
import { sweep } from "@/scripts/check/sweep"

const VITEST = "node_modules/vitest/vitest.mjs"

/**
 * Runs the long fault experiments, one file after the other, and prints their table. `only` are further arguments for
 * Vitest, such as the name of one experiment's file; `FAULT_SEED` repeats a run.
 */
export async function runFaults(only: string[]): Promise<void> {
  const stopping = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort())
  }
  const files = only.length > 0 ? only : ["scripts/faults"]
  const count = await runStep(
    {
      name: "Fault experiments",
      args: [VITEST, "run", "--no-file-parallelism", ...files],
      env: { FAULTS: "long" },
      patienceInMs: 3_000,
    },
    stopping.signal,
  )
  await sweep()
  console.log(`\n${describe(count)}`)
  process.exit(count.failed === 0 ? 0 : 1)
}
