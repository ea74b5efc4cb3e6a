import { build } from "@/scripts/build/build"
import { readSource } from "./read-source"
import { describeProblems } from "./report"
import { requirePorts } from "./require-ports"
import { readSettings } from "./settings"

/** Makes the artefact, unless the start would fail by its settings; prints why, and returns the status to exit with. */
export async function prepare(envFile: string | null): Promise<number> {
  const reading = readSettings(readSource(envFile), "production")
  if (reading.kind === "wrong") return fail(describeProblems(reading.problems))
  console.log("Building. This takes a minute or two, once for each version …")
  return requirePorts(reading.settings)
    .then(() => build(new AbortController().signal))
    .then(
      () => 0,
      (error: Error) => fail(`Tenantry cannot start. ${error.message}`),
    )
}

function fail(message: string): number {
  console.error(message)
  return 1
}
