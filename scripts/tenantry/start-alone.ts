import { webEnv } from "@/lib/env"
import type { EnvProblem } from "@/lib/env-rules"
import { createLog } from "@/lib/log"
import { portProblem } from "@/scripts/start/ports"
import { untilReachable } from "@/scripts/start/postgres/until-reachable"
import { describeProblems } from "@/scripts/start/report"
import { aloneSettings, portOf } from "./alone-settings"
import { type Result, wrongSettings } from "./command"
import { refuseLaterVersion, requireFitDatabase } from "./require-version"

/** Runs web in this process until a signal, for a keeper on this or another machine. */
export async function startWeb(): Promise<Result | null> {
  const wrong = await prepare("web")
  if (wrong !== null) return wrong
  await refuseLaterVersion(webEnv().DATABASE_URL)
  return import("@/web/main").then(() => null)
}

/** Runs one keeper in this process until a signal, once its database answers. */
export async function startKeeper(): Promise<Result | null> {
  const wrong = await prepare("keeper")
  if (wrong !== null) return wrong
  const databaseUrl = process.env.DATABASE_URL ?? ""
  await untilReachable({
    databaseUrl,
    print: (said) => createLog("keeper").warn({ event: "waiting_for_database", said }),
    signal: new AbortController().signal,
  })
  await requireFitDatabase(databaseUrl)
  return import("@/keeper/main").then(() => null)
}

/** Leaves in the environment what the process may have. */
async function prepare(name: "web" | "keeper"): Promise<Result | null> {
  const settings = aloneSettings(name, process.env)
  if (settings.kind === "wrong") return refuse(settings.problems)
  const problem = await portProblem(portOf(name, settings.env))
  if (problem !== null) return refuse([problem])
  for (const one of Object.keys(process.env)) if (!(one in settings.env)) delete process.env[one]
  Object.assign(process.env, settings.env)
  return null
}

function refuse(problems: EnvProblem[]): Result {
  return wrongSettings(describeProblems(problems), problems)
}
