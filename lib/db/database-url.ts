import { userInfo } from "node:os"
import { PARAMETERS, type Parameters } from "@/lib/db/url-parameters"
import { type Tls, tlsOf } from "@/lib/db/url-tls"

const FORM = "must look like postgresql://name:password@host:5432/database"
const ESCAPES =
  "Inside a name or a password write @ as %40, / as %2F, # as %23, ? as %3F, % as %25."

const NAMELESS = "names no user, and this process's user has no name. Name one, or set PGUSER"

/**
 * DATABASE_URL, every part of it honoured or refused by name; what is said never holds a part that may be a password.
 * Files that it names are read. What it leaves out may stand in `env`, by libpq's names.
 */
export function readDatabaseUrl(text: string, env: Env = process.env): DatabaseUrlReading {
  if (!/^postgres(ql)?:\/\//.test(text)) return wrong(FORM)
  const { first, hosts } = splitHosts(text)
  const url = parse(first)
  const isWhole = url !== null && url.hash === "" && url.port !== "0"
  if (!isWhole || hosts.includes(null)) return wrong(`${FORM}. ${ESCAPES}`)
  const parts = decodeParts(url)
  if (parts === null) return wrong(`holds a stray %. ${ESCAPES}`)
  const own = readParameters(url.searchParams)
  if (typeof own === "string") return wrong(own)
  const parameters = fillIn({ ...parts, ...own }, env)
  if (typeof parameters === "string") return wrong(parameters)
  const tls = tlsOf(parameters)
  if (typeof tls === "string") return wrong(tls)
  const user = parameters.user ?? ownName()
  if (user === null) return wrong(NAMELESS)
  if (parameters.host?.includes(",")) return wrong("names several hosts. Name them before the ?")
  const named = hosts.flatMap((one) => one ?? [])
  const several = named.length > 0 ? { hosts: named } : {}
  return { kind: "ok", target: { ...targetOf({ ...parameters, user }, tls), ...several } }
}

/** The target of an address that was read before; throws for any other. */
export function requireDatabaseUrl(text: string): DatabaseTarget {
  const reading = readDatabaseUrl(text)
  if (reading.kind === "ok") return reading.target
  throw new Error(`DATABASE_URL ${reading.problem}`)
}

/** `host:5432,other:5432` as PostgreSQL's own programs take it: the address with the first alone, and all of them. */
function splitHosts(text: string): { first: string; hosts: (HostPort | null)[] } {
  const [, before = "", list = "", after = ""] = SEVERAL.exec(text) ?? []
  if (list === "") return { first: text, hosts: [] }
  const hosts = list.split(",").map((one) => {
    const url = parse(`postgresql://${one}`)
    if (url === null || url.hostname === "" || url.port === "0") return null
    return { host: url.hostname.replace(/^\[(.+)\]$/, "$1"), port: Number(url.port || 5432) }
  })
  return { first: `${before}${list.split(",")[0]}${after}`, hosts }
}

const SEVERAL = /^([^/]*\/\/(?:[^/?#]*@)?)([^/?#@]*,[^/?#@]*)(.*)$/

/** What libpq takes where no name is said; a container's process may run under a number that the system has no name for. */
function ownName(): string | null {
  try {
    return userInfo().username
  } catch {
    return null
  }
}

function targetOf({ user, ...given }: Named, ssl: Tls): DatabaseTarget {
  return {
    host: given.host ?? "localhost",
    port: given.port ?? 5432,
    user,
    password: given.password,
    database: given.dbname ?? user,
    schema: given.schema ?? "public",
    ssl,
    applicationName: given.application_name ?? "tenantry",
    connectTimeoutInSeconds: given.connect_timeout,
    maxConnections: given.connection_limit,
    options: given.options ?? "",
  }
}

function parse(text: string): URL | null {
  // A name before a socket: URLs know no name without a host.
  const whole = URL.canParse(text) ? text : text.replace("@/", "@localhost/")
  return URL.canParse(whole) ? new URL(whole) : null
}

/** What stands before the question mark, by the names of the parameters; what is not said is left out. */
function decodeParts(url: URL): Parts | null {
  const found = {
    user: decode(url.username),
    password: decode(url.password),
    host: decode(url.hostname.replace(/^\[(.+)\]$/, "$1")),
    dbname: decode(url.pathname.slice(1)),
  }
  if (Object.values(found).includes(null)) return null
  const said = Object.entries(found).filter(([, part]) => part !== "")
  return { ...Object.fromEntries(said), ...(url.port ? { port: Number(url.port) } : {}) }
}

/** Null for what is no text, or holds U+0000, which would end it early on the wire. */
function decode(part: string): string | null {
  try {
    const text = decodeURIComponent(part)
    return text.includes("\0") ? null : text
  } catch {
    return null
  }
}

function readParameters(given: URLSearchParams): Parameters | string {
  const names = [...given.keys()]
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `names the parameter ${twice} twice`
  const unknown = names.find((name) => !Object.hasOwn(PARAMETERS.shape, name))
  if (unknown === "pgbouncer") {
    return "names a pooler (pgbouncer). Reach PostgreSQL directly: a pooler drops LISTEN and session settings"
  }
  if (unknown !== undefined) {
    return `has the parameter ${unknown}, which Tenantry does not know. Take it out`
  }
  const result = PARAMETERS.safeParse(Object.fromEntries(given))
  if (result.success) return result.data
  const [issue] = result.error.issues
  return `has a parameter ${String(issue?.path[0])} that ${issue?.message}`
}

/** Takes what the URL leaves out from the environment. `pg` itself finds passwords and password files. */
function fillIn(said: Parameters, env: Env): Parameters | string {
  const missing = IN_ENVIRONMENT.filter(([name, of]) => said[name] === undefined && env[of])
  const found = Object.fromEntries(missing.map(([name, of]) => [name, env[of]]))
  const result = PARAMETERS.safeParse(found)
  if (result.success) return { ...said, ...result.data }
  const [issue] = result.error.issues
  const of = IN_ENVIRONMENT.find(([name]) => name === issue?.path[0])?.[1]
  return `leaves something to ${of}, which ${issue?.message}`
}

function wrong(problem: string): DatabaseUrlReading {
  return { kind: "wrong", problem }
}

const IN_ENVIRONMENT = [
  ["host", "PGHOST"],
  ["port", "PGPORT"],
  ["user", "PGUSER"],
  ["dbname", "PGDATABASE"],
  ["application_name", "PGAPPNAME"],
  ["sslmode", "PGSSLMODE"],
  ["sslrootcert", "PGSSLROOTCERT"],
  ["sslcert", "PGSSLCERT"],
  ["sslkey", "PGSSLKEY"],
] as const

type Env = Record<string, string | undefined>
type Named = Parameters & { user: string }
type Parts = Pick<Parameters, "user" | "password" | "host" | "port" | "dbname">
export type HostPort = { host: string; port: number }
export type DatabaseTarget = {
  /** All, where there are several: the one that takes writes is used. */
  hosts?: HostPort[]
  /** A name, an address, or the folder of a socket. */
  host: string
  port: number
  user: string
  password: string | undefined
  database: string
  schema: string
  ssl: Tls
  applicationName: string
  connectTimeoutInSeconds: number | undefined
  /** Of each process. */
  maxConnections: number | undefined
  /** Further `-c name=value`. */
  options: string
}
export type DatabaseUrlReading =
  | { kind: "ok"; target: DatabaseTarget }
  | { kind: "wrong"; problem: string }
