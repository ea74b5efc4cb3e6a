import { resolve } from "node:path"
import { readStartEnv, type StartEnv } from "@/lib/env"
import { type EnvProblem, givenIn, SettingsError, type Source } from "@/lib/env-rules"
import { isLoopback } from "@/lib/loopback"
import { judgePassword } from "@/lib/members/password-rule"
import { PASSWORD_TEXT } from "@/lib/words/password-text"
import { readSandboxOptions } from "@/sandbox/options"
import { reachable } from "@/web/server/listen-hosts"
import { type DataFileName, dataProblems, OWN_SECRETS } from "./data-folder"

const PROXIED_PORT = 3000
const KEEPER_PORT = 3001

/**
 * The settings of a start: the environment with its dependent defaults filled in. All errors are reported at once;
 * nothing on disk or network is touched.
 */
export function readSettings(source: Source, mode: Mode): SettingsReading {
  const given = givenIn(source)
  const reading = readStartEnv(given)
  const problems = [
    ...(reading.kind === "wrong" ? reading.problems : settingsProblems(reading.env, mode)),
    ...ownerProblems(given),
    ...sandboxProblems(given),
    ...dataProblems(resolve(given.DATA_DIR ?? ".data"), listRead(given)),
  ]
  if (reading.kind === "wrong" || problems.length > 0) return { kind: "wrong", problems }
  const { env } = reading
  return {
    kind: "ok",
    settings: {
      mode,
      given,
      env,
      dataDir: resolve(env.DATA_DIR),
      embedded: env.DATABASE_URL === undefined,
      sandbox: env.XERO_CLIENT_ID === undefined,
      ...ports(env),
      keeperUrl: env.KEEPER_URL?.join(",") ?? ownKeeperUrl(env),
    },
  }
}

/** The settings, or an error that names every problem. */
export function requireSettings(source: Source, mode: Mode): Settings {
  const reading = readSettings(source, mode)
  if (reading.kind === "wrong") throw new SettingsError(reading.problems)
  return reading.settings
}

function ports(env: StartEnv): Ports {
  const { APP_URL, KEEPER_URL } = env
  const byDefault = defaultPorts({ APP_URL, KEEPER_URL: KEEPER_URL?.[0] })
  return {
    webPort: env.PORT ?? byDefault.webPort,
    keeperPort: env.KEEPER_PORT ?? byDefault.keeperPort,
  }
}

/** The ports that the two listen on where none is set, from the addresses at which they are reached. */
export function defaultPorts({ APP_URL, KEEPER_URL }: Addresses): Ports {
  const isKnown = KEEPER_URL !== undefined && URL.canParse(KEEPER_URL)
  return {
    webPort: URL.canParse(APP_URL) ? portOf(APP_URL, PROXIED_PORT) : PROXIED_PORT,
    keeperPort: isKnown ? portOf(KEEPER_URL, 443) : KEEPER_PORT,
  }
}

/** The address at which this start's keeper answers on this machine. */
export function ownKeeperUrl(env: StartEnv): string {
  return `http://${reachable(env.KEEPER_HOST)}:${ports(env).keeperPort}`
}

/** Addresses of keepers that lead to web itself; those that are no addresses are told elsewhere. */
export function keeperUrlProblems(urls: string[], appUrl: string, webPort: number): EnvProblem[] {
  const { origin } = new URL(appUrl)
  const own = urls
    .filter((url) => URL.canParse(url))
    .find((url) => {
      return new URL(url).origin === origin || (isLoopback(url) && portOf(url, 443) === webPort)
    })
  const problem = `holds ${own}, where web itself answers: it must name keepers`
  return own === undefined ? [] : [{ name: "KEEPER_URL", problem }]
}

/** TLS ends at a proxy, so a portless https address says nothing about our own port. */
function portOf(address: string, forHttps: number): number {
  const { port, protocol } = new URL(address)
  if (port !== "") return Number(port)
  return protocol === "https:" ? forHttps : 80
}

function settingsProblems(env: StartEnv, mode: Mode): EnvProblem[] {
  const { webPort, keeperPort } = ports(env)
  const problems = keeperUrlProblems(env.KEEPER_URL ?? [], env.APP_URL, webPort)
  if (problems.length === 0 && webPort === keeperPort) {
    const problem = `names port ${keeperPort}, which the web process uses (PORT, else APP_URL)`
    problems.push({ name: env.KEEPER_PORT === undefined ? "KEEPER_URL" : "KEEPER_PORT", problem })
  }
  if (mode === "production" && env.XERO_CLIENT_ID === undefined && !isLoopback(env.APP_URL)) {
    const problem = `is not set, and the sandbox is for localhost only, not for ${env.APP_URL}; set it and XERO_CLIENT_SECRETS`
    problems.push({ name: "XERO_CLIENT_ID", problem })
  }
  return problems
}

/** The files of the data folder that this start reads. */
function listRead(given: Record<string, string>): DataFileName[] {
  const isSet = (...names: string[]) => names.some((name) => given[name] !== undefined)
  const isEmbedded = !isSet("DATABASE_URL")
  const makesKeys = isEmbedded && !isSet("VAULT_KEYS", "VAULT_KEYS_FILE", "VAULT_KEYS_COMMAND")
  return [
    ...(makesKeys ? (["vault-keys"] as const) : []),
    ...(isEmbedded ? OWN_SECRETS : []),
    ...(isSet("INSTALLATION_ID") ? [] : (["installation-id"] as const)),
    ...(isSet("XERO_CLIENT_ID") ? [] : (["sandbox-app.json"] as const)),
  ]
}

/** Of the first owner's password. */
export function ownerProblems(source: Source): EnvProblem[] {
  const { OWNER_EMAIL: email, OWNER_PASSWORD: password } = source
  if (email === undefined || password === undefined) return []
  const problem = judgePassword(password, { email, name: "" })
  return problem === null ? [] : [{ name: "OWNER_PASSWORD", problem: PASSWORD_TEXT[problem] }]
}

/** Checked even if no sandbox will run: a setting that is present must be right. */
function sandboxProblems(given: Record<string, string>): EnvProblem[] {
  const own = Object.entries(given).filter(([name]) => name.startsWith("SANDBOX_"))
  const reading = readSandboxOptions(Object.fromEntries(own))
  return reading.kind === "problems" ? reading.problems : []
}

type Addresses = { APP_URL: string; KEEPER_URL?: string }
type Ports = { webPort: number; keeperPort: number }
export type Mode = "production" | "development"
export type Settings = {
  mode: Mode
  /** The variables that are set, with their given values. */
  given: Record<string, string>
  env: StartEnv
  dataDir: string
  embedded: boolean
  sandbox: boolean
  webPort: number
  keeperPort: number
  /** Where web finds keepers, with commas between; the first is this start's own. */
  keeperUrl: string
}
type SettingsReading =
  | { kind: "ok"; settings: Settings }
  | { kind: "wrong"; problems: EnvProblem[] }
