import type { EnvProblem } from "@/lib/env"
import type { Settings } from "./settings"

/** What a person wants to know once everything runs. */
export function describeStart(settings: Settings, report: Report, took: string): string {
  const { env, webPort } = settings
  const rows = [
    ["Data", whereDataLives(settings, report)],
    ["Xero", describeXero(settings, report)],
    ...(report.setupCode === null
      ? []
      : [["Set up", describeSetup(env.APP_URL, report.setupCode)]]),
    ["Took", took],
  ]
  const behind =
    new URL(env.APP_URL).port === String(webPort) ? "" : ` (listens on port ${webPort})`
  const body = rows.map(([title = "", text = ""]) => `  ${title.padEnd(8)}${text}`)
  return [
    "",
    `Tenantry is running at ${env.APP_URL}${behind}`,
    "",
    ...body,
    "",
    "Stop it with Ctrl-C.",
    "",
  ].join("\n")
}

/** Every wrong name at once, and what to do. */
export function describeProblems(problems: EnvProblem[]): string {
  const lines = problems.map(({ name, problem }) => `  ${name} ${problem}`)
  return [
    "Tenantry does not start: the environment needs a change. Nothing was touched.",
    "",
    ...lines,
    "",
    "Set these in the environment or in .env; .env.example explains every name.",
  ].join("\n")
}

function whereDataLives({ dataDir, embedded, env }: Settings, { databasePort }: Report): string {
  if (embedded) return `${dataDir} (PostgreSQL on 127.0.0.1:${databasePort}, and the secrets)`
  const { host, pathname } = new URL(env.DATABASE_URL ?? "")
  return `${host}${pathname} (DATABASE_URL)`
}

function describeXero({ env, sandbox }: Settings, { loginUrl }: Report): string {
  if (!sandbox) return `app ${env.XERO_CLIENT_ID} at ${env.XERO_ISSUER}`
  return [
    `a sandbox at ${loginUrl}: nothing here is real, because no Xero app is configured.`,
    "For Xero itself, create a web app in Xero's developer portal with the redirect URI",
    `${env.APP_URL}/xero/callback and set XERO_CLIENT_ID and XERO_CLIENT_SECRETS.`,
  ].join("\n          ")
}

function describeSetup(appUrl: string, code: string): string {
  return `${appUrl}/setup?code=${encodeURIComponent(code)}\n          makes the first owner; works once, until the next start`
}

export type Report = {
  /** Null once there is a member. */
  setupCode: string | null
  databasePort: number | null
  loginUrl: string | undefined
}
