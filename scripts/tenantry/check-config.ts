import type { EnvProblem } from "@/lib/env-rules"
import { readSource } from "@/scripts/start/read-source"
import { describeProblems } from "@/scripts/start/report"
import { readSettings } from "@/scripts/start/settings"
import { aloneSettings } from "./alone-settings"
import { done, type Result, wrongSettings, wrongWords } from "./command"

/** Checks the settings of a start (with .env), or of web or a keeper alone (the environment), and touches nothing. */
export async function checkConfig(words: string[]): Promise<Result> {
  const [part = "start", ...more] = words
  if (more.length > 0 || !isPart(part))
    return wrongWords("check-config takes web, keeper or nothing.")
  const problems = listProblems(part)
  if (problems.length > 0) return wrongSettings(describeProblems(problems), { part, problems })
  return done(`The settings for ${part} are right.`, { part, problems })
}

function listProblems(part: Part): EnvProblem[] {
  const reading =
    part === "start"
      ? readSettings(readSource(".env"), "production")
      : aloneSettings(part, process.env)
  return reading.kind === "wrong" ? reading.problems : []
}

function isPart(word: string): word is Part {
  return word === "start" || word === "web" || word === "keeper"
}

type Part = "start" | "web" | "keeper"
