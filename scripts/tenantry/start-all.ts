import { readSource } from "@/scripts/start/read-source"
import { describeProblems } from "@/scripts/start/report"
import { run } from "@/scripts/start/run"
import { readSettings } from "@/scripts/start/settings"
import { type Result, wrongSettings, wrongWords } from "./command"

const NO_FILE = "--no-env-file"

/** Runs database, keeper, web and, without a Xero app, the sandbox until a signal. */
export async function startAll(words: string[]): Promise<Result | null> {
  if (words.some((word) => word !== NO_FILE)) return wrongWords(`start takes only ${NO_FILE}.`)
  const envFile = words.includes(NO_FILE) ? null : ".env"
  const reading = readSettings(readSource(envFile), "production")
  if (reading.kind === "wrong") {
    return wrongSettings(describeProblems(reading.problems), reading.problems)
  }
  await run({ mode: "production", envFile, preparedInMs: performance.now() })
  return null
}
