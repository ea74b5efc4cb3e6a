import { inspect, stripVTControlCharacters } from "node:util"
import type { Log } from "@/lib/log"

/**
 * What the framework prints by the console goes into the log, a line a message: it prints errors that nobody handled, in
 * many lines. Of a warning, such as that of an action that is not in this build, the stack is left out; what it
 * says by the way is dropped.
 */
export function logFramework(log: Log): void {
  for (const level of ["error", "warn"] as const) {
    console[level] = (...said: unknown[]) => {
      log[level]({ event: "framework", said: said.map((one) => textOf(one, level)).join(" ") })
    }
  }
  console.log = console.info = () => {}
}

function textOf(said: unknown, level: "error" | "warn"): string {
  if (said instanceof Error && level === "warn") return `${said.name}: ${said.message}`
  return typeof said === "string" ? stripVTControlCharacters(said).trim() : inspect(said)
}
