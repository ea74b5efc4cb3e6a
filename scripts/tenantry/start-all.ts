import { run } from "@/scripts/start/run"
import { type Result, wrongWords } from "./command"

const NO_FILE = "--no-env-file"

/** Runs database, keeper, web and, without a Xero app, the sandbox until a signal. */
export async function startAll(words: string[]): Promise<Result | null> {
  if (words.some((word) => word !== NO_FILE)) return wrongWords(`start takes only ${NO_FILE}.`)
  const envFile = words.includes(NO_FILE) ? null : ".env"
  await run({ mode: "production", envFile, preparedInMs: performance.now() })
  return null
}
