import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { EnvProblem, Source } from "@/lib/env-rules"
import { listPresent } from "@/lib/list-present"
import { folderProblem } from "@/scripts/start/data-folder"
import { portProblem } from "@/scripts/start/ports"
import { readSource } from "@/scripts/start/read-source"
import { describeProblems } from "@/scripts/start/report"
import { listPorts } from "@/scripts/start/require-ports"
import { readSettings } from "@/scripts/start/settings"
import { aloneSettings, portOf } from "./alone-settings"
import { done, type Result, wrongSettings, wrongWords } from "./command"

/** Checks the settings of a start (with .env), or of web or a keeper alone (the environment), and touches nothing. */
export async function checkConfig(words: string[]): Promise<Result> {
  const [part = "start", ...more] = words
  if (more.length > 0 || !isPart(part))
    return wrongWords("check-config takes web, keeper or nothing.")
  const source = part === "start" ? readSource(".env") : process.env
  const refused = part === "start" ? await ofStart(source) : await ofOne(part, source)
  const besides = part === "web" ? [] : folderProblems(source)
  const isNew = (problem: EnvProblem) => !refused.some(({ name }) => name === problem.name)
  const problems = [...refused, ...besides.filter(isNew)]
  if (problems.length > 0) return wrongSettings(describeProblems(problems), problems, { part })
  const text = listPresent([
    `The settings for ${part} are right.`,
    part !== "web" && tellAbsent(source.JOURNAL_DIR?.trim()),
  ])
  return done(text.join("\n"), { part, problems })
}

async function ofStart(source: Source): Promise<EnvProblem[]> {
  const reading = readSettings(source, "production")
  if (reading.kind === "wrong") return reading.problems
  return listPresent(await Promise.all(listPorts(reading.settings).map(portProblem)))
}

async function ofOne(part: "web" | "keeper", source: Source): Promise<EnvProblem[]> {
  const reading = aloneSettings(part, source)
  if (reading.kind === "wrong") return reading.problems
  return listPresent([await portProblem(portOf(part, reading.env))])
}

/** A process goes on without them, and says so: a disk that is away must not keep it from starting. */
function folderProblems(source: Source): EnvProblem[] {
  return FOLDERS.flatMap((name) => {
    const folder = source[name]?.trim()
    const problem = folder ? folderProblem(resolve(folder)) : null
    return problem === null ? [] : [{ name, problem: `names ${folder}, ${problem}` }]
  })
}

function tellAbsent(folder: string | undefined): string | null {
  if (!folder || existsSync(folder)) return null
  return `JOURNAL_DIR names ${folder}, which is not there yet: it will be made. If its disk is not mounted, mount it first.`
}

function isPart(word: string): word is Part {
  return word === "start" || word === "web" || word === "keeper"
}

const FOLDERS = ["DATA_DIR", "JOURNAL_DIR"]

type Part = "start" | "web" | "keeper"
