import { describeProblems } from "@/scripts/start/report"
import { aloneSettings } from "./alone-settings"
import { type Result, wrongSettings, wrongWords } from "./command"

/** Runs web in this process until a signal, for a keeper on this or another machine. */
export async function startWeb(words: string[]): Promise<Result | null> {
  return prepare("web", words) ?? import("@/web/main").then(() => null)
}

/** Runs one keeper in this process until a signal. */
export async function startKeeper(words: string[]): Promise<Result | null> {
  return prepare("keeper", words) ?? import("@/keeper/main").then(() => null)
}

/** Leaves in the environment what the process may have. */
function prepare(name: "web" | "keeper", words: string[]): Result | null {
  if (words.length > 0) return wrongWords(`${name} takes no words; it reads the environment.`)
  const settings = aloneSettings(name, process.env)
  if (settings.kind === "wrong") {
    return wrongSettings(describeProblems(settings.problems), { problems: settings.problems })
  }
  for (const one of Object.keys(process.env)) if (!(one in settings.env)) delete process.env[one]
  Object.assign(process.env, settings.env)
  return null
}
