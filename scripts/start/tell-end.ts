import { SettingsError } from "@/lib/env-rules"
import { printEnd } from "./print"
import { describeProblems } from "./report"
import { tellError } from "./tell-error"

/** Prints why a start ends; of wrong settings, every one. */
export function tellEnd(error: unknown): void {
  if (error instanceof SettingsError)
    printEnd(describeProblems(error.problems), { problems: error.problems })
  else printEnd(`Tenantry cannot start. ${tellError(error)}`)
}
