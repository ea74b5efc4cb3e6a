import { type EnvReading, readKeeperEnv, readWebEnv } from "@/lib/env"
import {
  type EnvProblem,
  isSet,
  journalProblems,
  keysProblems,
  missing,
  type Source,
} from "@/lib/env-rules"
import { findKeys } from "@/lib/vault-keys-file"
import type { WantedPort } from "@/scripts/start/ports"
import { childEnv, NEXT_ENV } from "@/scripts/start/processes/child-env"
import { defaultPorts, keeperUrlProblems } from "@/scripts/start/settings"
import { DEFAULT_APP_URL } from "./require-settings"

// Whoever breaks into web must not find them there.
const NOT_FOR_WEB = [
  "VAULT_KEYS",
  "VAULT_KEYS_FILE",
  "VAULT_KEYS_COMMAND",
  "JOURNAL_DATABASE_URL",
  "JOURNAL_S3_SECRET_ACCESS_KEY",
  "XERO_CLIENT_SECRETS",
  "SSO_CLIENT_SECRET",
  "OWNER_PASSWORD",
]

/**
 * The environment of a web or keeper process that no start runs: what is given, with the defaults of a start, and nothing
 * that the process does not read. Every problem is named at once.
 */
export function aloneSettings(name: "web" | "keeper", source: Source): AloneSettings {
  const values = { ...source, ...defaults(source), NODE_ENV: "production" }
  const reading: EnvReading<unknown> = name === "web" ? readWebEnv(values) : readKeeperEnv(values)
  const beside = name === "web" ? webProblems(values) : keeperProblems(source)
  const problems = [
    ...(reading.kind === "wrong" ? reading.problems.filter((one) => !isTold(one, beside)) : []),
    ...beside,
  ]
  if (problems.length > 0) return { kind: "wrong", problems }
  // The command may need what the keeper's environment does not have.
  const keys = isSet(source.VAULT_KEYS_COMMAND) ? { VAULT_KEYS: findKeys(source) } : {}
  return { kind: "ok", env: childEnv(name, { ...values, ...keys }) }
}

/** Where the process listens. */
export function portOf(name: "web" | "keeper", env: NodeJS.ProcessEnv): WantedPort {
  const [setBy, hostSetBy] = name === "web" ? ["PORT", "WEB_HOST"] : ["KEEPER_PORT", "KEEPER_HOST"]
  return { port: Number(env[setBy]), host: env[hostSetBy], hostSetBy, setBy, script: name }
}

function defaults(source: Source): Source {
  const APP_URL = source.APP_URL?.trim() || DEFAULT_APP_URL
  const { webPort, keeperPort } = defaultPorts({
    APP_URL,
    KEEPER_URL: source.KEEPER_URL?.split(",")[0]?.trim(),
  })
  return {
    APP_URL,
    PORT: source.PORT?.trim() || String(webPort),
    KEEPER_PORT: source.KEEPER_PORT?.trim() || String(keeperPort),
    NEXTAUTH_URL: APP_URL,
    NEXTAUTH_SECRET: source.AUTH_SECRET,
    ...NEXT_ENV,
  }
}

function webProblems(source: Source): EnvProblem[] {
  return [...keeperNameProblems(source), ...ownUrlProblems(source)]
}

function ownUrlProblems({ KEEPER_URL = "", APP_URL = "", PORT }: Source): EnvProblem[] {
  if (!URL.canParse(APP_URL)) return []
  const urls = KEEPER_URL.split(",").map((one) => one.trim())
  return keeperUrlProblems(urls, APP_URL, Number(PORT))
}

function keeperNameProblems(source: Source): EnvProblem[] {
  const problem = "is for the keeper only; take it out of web's environment"
  const wrong = NOT_FOR_WEB.filter((name) => isSet(source[name])).map((name) => ({ name, problem }))
  if (!isSet(source.WEB_DATABASE_URL) || !isSet(source.DATABASE_URL)) return wrong
  return [...wrong, { name: "DATABASE_URL", problem: `${problem}: WEB_DATABASE_URL is web's` }]
}

function keeperProblems(source: Source): EnvProblem[] {
  const problems = [...keysProblems(source), ...journalProblems(source)]
  if (isSet(source.INSTALLATION_ID)) return problems
  return [
    ...problems,
    missing(
      "INSTALLATION_ID",
      "and all keepers of a database need the same (node -p 'crypto.randomUUID()')",
    ),
  ]
}

/** Where the keys' file or command is wrong, the keys are not there, or not right, because of it. */
function isTold({ name }: EnvProblem, beside: EnvProblem[]): boolean {
  return name === "VAULT_KEYS" && beside.some((one) => one.name.startsWith("VAULT_KEYS_"))
}

type AloneSettings =
  | { kind: "ok"; env: NodeJS.ProcessEnv }
  | { kind: "wrong"; problems: EnvProblem[] }
