import { SSO_NAMES } from "@/lib/env-sso"
import { JOURNAL_NAMES } from "@/lib/journal-names"

/** Where Node finds trusted certificates; the last two count only if NODE_OPTIONS has `--use-openssl-ca`. */
const TRUST = ["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "SSL_CERT_FILE", "SSL_CERT_DIR"] as const
/** What `pg` falls back to where DATABASE_URL says nothing. */
export const DATABASE_NAMES = [
  "PGHOST",
  "PGPORT",
  "PGUSER",
  "PGPASSWORD",
  "PGPASSFILE",
  "PGDATABASE",
  "PGSSLMODE",
  "PGSSLROOTCERT",
  "PGSSLCERT",
  "PGSSLKEY",
  "PGSSLNEGOTIATION",
  "PGOPTIONS",
  "PGAPPNAME",
  "PGCLIENTENCODING",
] as const
const EVERYWHERE = ["PATH", "HOME", "TZ", "LANG", "NODE_ENV", "MALLOC_ARENA_MAX"]

/**
 * The variables that each process gets; no other reaches it. web faces the world, so it gets no sealing key, no client
 * secret and no owner's password.
 */
export const NAMES = {
  web: [
    "APP_URL",
    "PORT",
    "WEB_HOST",
    "TRUSTED_PROXIES",
    "HSTS_SUBDOMAINS",
    "LOG_LEVEL",
    "DATABASE_URL",
    "WEB_DATABASE_URL",
    ...DATABASE_NAMES,
    ...TRUST,
    "KEEPER_URL",
    "KEEPER_SECRET",
    "AUTH_SECRET",
    "NEXTAUTH_URL",
    "NEXTAUTH_SECRET",
    "NEXT_TELEMETRY_DISABLED",
    "NEXT_IGNORE_INCORRECT_LOCKFILE",
    // Otherwise Next would read .env itself, including what only the keeper may have.
    "__NEXT_PROCESSED_ENV",
  ],
  keeper: [
    "APP_URL",
    "DATABASE_URL",
    "DATA_DIR",
    ...DATABASE_NAMES,
    ...TRUST,
    "KEEPER_HOST",
    "KEEPER_PORT",
    "KEEPER_SECRET",
    "VAULT_KEYS",
    "VAULT_KEYS_FILE",
    "XERO_CLIENT_ID",
    "XERO_CLIENT_SECRETS",
    "XERO_SCOPES",
    "XERO_ISSUER",
    "XERO_API_URL",
    "KEEPER_PACE",
    "INSTALLATION_ID",
    ...JOURNAL_NAMES,
    "JOURNAL_REQUIRED",
    "LOG_LEVEL",
    "METRICS_TOKEN",
    "RETENTION_MONTHS",
    "TOKEN_OFFLINE_MINUTES",
    "ALERT_ALLOW_PRIVATE_TARGETS",
    "SECURITY_CONTACT",
    ...SSO_NAMES,
    // Only the keeper calls other hosts.
    "HTTPS_PROXY",
    "https_proxy",
    "NO_PROXY",
    "no_proxy",
  ],
  sandbox: [
    "APP_URL",
    "SANDBOX_LOGIN_PORT",
    "SANDBOX_IDENTITY_PORT",
    "SANDBOX_API_PORT",
    "SANDBOX_CLIENT_ID",
    "SANDBOX_CLIENT_SECRETS",
    "SANDBOX_REDIRECT_URIS",
    "SANDBOX_STATE_FILE",
    "SANDBOX_GRACE_VARIANT",
    "SANDBOX_GRACE_SECONDS",
    "SANDBOX_ACCESS_TOKEN_SECONDS",
    "SANDBOX_REFRESH_TOKEN_SECONDS",
    "SANDBOX_SUPERSEDE",
    "SANDBOX_CONNECTION_CAP",
  ],
  /** `next build` and `prisma generate`: they read sources only. */
  build: [
    "NEXT_TELEMETRY_DISABLED",
    "NEXT_IGNORE_INCORRECT_LOCKFILE",
    "__NEXT_PROCESSED_ENV",
    "PRISMA_SCHEMA_ENGINE_BINARY",
    "CHECKPOINT_DISABLE",
  ],
} as const satisfies Record<string, readonly string[]>

/** The keeper's way into the database, which web does not get where it has its own. */
const OF_THE_KEEPER: string[] = ["DATABASE_URL", "PGUSER", "PGPASSWORD", "PGPASSFILE"]

/** What OpenTelemetry's SDK reads, which sends the traces of these two. */
const OF_TRACES = "OTEL_"
const TRACED: ProcessName[] = ["web", "keeper"]

/** The part of `values` that the process may have. */
export function childEnv(process: ProcessName, values: Values): NodeJS.ProcessEnv {
  const withheld = process === "web" && values.WEB_DATABASE_URL ? OF_THE_KEEPER : []
  const traces = TRACED.includes(process)
    ? Object.keys(values).filter((name) => name.startsWith(OF_TRACES))
    : []
  const given = [...EVERYWHERE, ...NAMES[process], ...traces]
  const names = given.filter((name) => !withheld.includes(name))
  const held = names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]))
  return exactEnv(Object.fromEntries(held))
}

/** Next's types demand NODE_ENV in every environment, even for programs that do not know it. */
export function exactEnv(values: Values): NodeJS.ProcessEnv {
  return values as NodeJS.ProcessEnv
}

export type ProcessName = keyof typeof NAMES
export type Values = Record<string, string | undefined>

/** Next sends no telemetry, does not change package-lock.json and leaves .env to the start. */
export const NEXT_ENV = {
  NEXT_TELEMETRY_DISABLED: "1",
  NEXT_IGNORE_INCORRECT_LOCKFILE: "1",
  __NEXT_PROCESSED_ENV: "true",
}
