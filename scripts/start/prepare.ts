import { build } from "@/scripts/build/build"
import { print, printEnd } from "./print"
import { readSource } from "./read-source"
import { describeProblems } from "./report"
import { requirePorts } from "./require-ports"
import { readSettings } from "./settings"

/** Makes the artefact, unless the start would fail by its settings; prints why, and returns the status to exit with. */
export async function prepare(envFile: string | null): Promise<number> {
  const reading = readSettings(readSource(envFile), "production")
  if (reading.kind === "wrong") {
    printEnd(describeProblems(reading.problems), reading)
    return 1
  }
  print("Building. This takes a minute or two, once for each version …", "building")
  return requirePorts(reading.settings)
    .then(() => build(new AbortController().signal))
    .then(
      () => 0,
      (error: Error) => {
        printEnd(`Tenantry cannot start. ${error.message}`)
        return 1
      },
    )
}
