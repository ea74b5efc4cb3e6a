import { requireDatabaseUrl } from "@/lib/db/database-url"
import type { EnvProblem } from "@/lib/env-rules"
import type { Settings } from "./settings"

/** What there is to know after the start: addresses, first steps. */
export function listStart(settings: Settings, report: Report, took: string): StartFacts {
  const { env, webPort } = settings
  const behind =
    new URL(env.APP_URL).port === String(webPort) ? "" : ` (listens on port ${webPort})`
  return {
    said: `Tenantry is running at ${env.APP_URL}${behind}`,
    data: whereDataLives(settings, report),
    web: hasWall(settings) ? undefined : NO_WALL,
    xero: describeXero(settings, report),
    trust: isTrustUnread(settings) ? UNREAD : undefined,
    setup: report.setup ?? undefined,
    took,
  }
}

/** The same for a person at the terminal. */
export function describeStart({ said, ...rows }: StartFacts): string {
  const body = Object.entries(rows).flatMap(([name, text]) =>
    text === undefined ? [] : `  ${(TITLES[name] ?? name).padEnd(8)}${indent(text)}`,
  )
  return ["", said, "", ...body, "", "Stop it with Ctrl-C.", ""].join("\n")
}

const TITLES: Record<string, string> = {
  data: "Data",
  web: "Web",
  xero: "Xero",
  trust: "Trust",
  setup: "Set up",
  took: "Took",
}

/** The message that lists all wrong settings, and what to do. */
export function describeProblems(problems: EnvProblem[]): string {
  const lines = problems.map(({ name, problem }) => `  ${name} ${problem}`)
  return [
    "Tenantry cannot start: the environment needs a change. Nothing has been touched.",
    "",
    ...lines,
    "",
    "Set these in the environment or in .env. See .env.example for every name.",
  ].join("\n")
}

function whereDataLives({ dataDir, embedded, env }: Settings, { databasePort }: Report): string {
  if (embedded) return `${dataDir} (PostgreSQL on 127.0.0.1:${databasePort}, and the secrets)`
  const { host, port, database, schema } = requireDatabaseUrl(env.DATABASE_URL ?? "")
  const part = schema === "public" ? "" : `, schema ${schema}`
  return `${host}:${port}/${database}${part} (DATABASE_URL)`
}

/** The embedded database has a role for web by itself. */
function hasWall({ embedded, env }: Settings): boolean {
  return embedded || env.WEB_DATABASE_URL !== undefined
}

const NO_WALL = [
  "uses the keeper's database role, so whoever breaks into web can mint services, change roles and",
  'rewrite the activity. Set WEB_DATABASE_URL: docs/operations.md, "Two database roles".',
].join("\n")

/** Whether certificates are named that Node does not read. */
function isTrustUnread({ given }: Settings): boolean {
  const named = given.SSL_CERT_FILE ?? given.SSL_CERT_DIR
  return named !== undefined && !given.NODE_OPTIONS?.includes("--use-openssl-ca")
}

const UNREAD = [
  "SSL_CERT_FILE and SSL_CERT_DIR do not count: Node reads them only with NODE_OPTIONS=--use-openssl-ca.",
  "To trust further authorities, set NODE_EXTRA_CA_CERTS.",
].join("\n")

function describeXero({ env, sandbox }: Settings, { loginUrl }: Report): string {
  if (!sandbox) return `app ${env.XERO_CLIENT_ID} at ${env.XERO_ISSUER}`
  return [
    `a sandbox at ${loginUrl}, because no Xero app is configured.`,
    "To use Xero, create a web app in Xero's developer portal with the redirect URI",
    `${env.APP_URL}/xero/callback and set XERO_CLIENT_ID and XERO_CLIENT_SECRETS.`,
  ].join("\n")
}

function indent(lines: string): string {
  return lines.replaceAll("\n", "\n          ")
}

export type StartFacts = Record<string, string | undefined> & { said: string }
export type Report = {
  /** How to make the first owner; null once there is a member. */
  setup: string | null
  databasePort: number | null
  loginUrl: string | undefined
}
