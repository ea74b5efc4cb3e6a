import { mkdir, readFile, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { TestProject } from "vitest/node"

const HOME = ".test/vitest"
const DEFAULT_SEED = 20_261_121
const COLUMNS = ["I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8"]
const LEGEND = [
  "I1 chains lost · I2 ended though alive · I3 answers received but not stored · I4 tenant mix-ups",
  "I5 most token requests for one refresh token · I6 presentations outside the grace · I7 dead access tokens served",
  "I8 secrets in logs · – cannot be counted in this experiment",
]

/**
 * Gives the seed and the length of the run to the fault experiments, collects a row from each and prints one table at
 * the end. `FAULTS=long` (`npm run faults`) asks for the long run, `FAULT_SEED` repeats one.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const seed = Number(process.env.FAULT_SEED ?? DEFAULT_SEED)
  const long = process.env.FAULTS === "long"
  const folder = resolve(join(HOME, String(process.pid)))
  const rowsFile = join(folder, "fault-rows.jsonl")
  await mkdir(folder, { recursive: true })
  await rm(rowsFile, { force: true })
  project.provide("faults", { seed, long, rowsFile })
  return async () => {
    const rows = await readRows(rowsFile)
    await rm(rowsFile, { force: true })
    if (rows.length > 0) process.stdout.write(`\n${layOut(rows, seed)}\n`)
  }
}

async function readRows(file: string): Promise<FaultRow[]> {
  const lines = (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean)
  const rows = lines.map((line) => JSON.parse(line) as FaultRow)
  return rows.sort((a, b) => a.experiment.localeCompare(b.experiment, "en", { numeric: true }))
}

/** The table as it is printed; the columns are those of docs/refresh-chain.md, "What is proven by what". */
function layOut(rows: FaultRow[], seed: number): string {
  const widest = Math.max(...rows.map((row) => row.experiment.length), "Experiment".length)
  const line = (name: string, cells: string[], note: string) =>
    `  ${name.padEnd(widest)}${cells.map((cell) => cell.padStart(6)).join("")}   ${note}`.trimEnd()
  return [
    `Fault experiments, seed ${seed}`,
    ...LEGEND.map((words) => `  ${words}`),
    "",
    line("Experiment", COLUMNS, "Seen"),
    ...rows.map(({ experiment, cells, note }) =>
      line(
        experiment,
        cells.map((count) => (count === null ? "–" : String(count))),
        note,
      ),
    ),
  ].join("\n")
}

export type FaultRow = {
  experiment: string
  /** I1 to I8; null if the experiment cannot count it. */
  cells: (number | null)[]
  note: string
}

declare module "vitest" {
  export interface ProvidedContext {
    faults: { seed: number; long: boolean; rowsFile: string }
  }
}
