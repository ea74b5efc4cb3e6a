import { z } from "zod"
import {
  type EnvProblem,
  givenIn,
  isSet,
  missing,
  namesProblems,
  paceProblems,
  type Source,
} from "@/lib/env-rules"
import { DEFAULT_SCOPES, scopes } from "@/lib/env-scopes"
import { bearer, secrets } from "@/lib/env-secrets"
import { type GivenSso, readSsoEnv } from "@/lib/env-sso"
import * as value from "@/lib/env-values"
import { type LogLevel, logLevel } from "@/lib/log-level"
import { pemFile } from "@/lib/pem"
import { findKeys } from "@/lib/vault-keys-file"

/**
 * What the start reads: every name of the environment table; libpq's names are read in `lib/db`. Defaults that depend on
 * another value (`PORT`, `KEEPER_URL`, `KEEPER_PORT`) are filled in by the start's settings.
 */
const START = z.object({
  APP_URL: value.publicOrigin.default("http://localhost:3000"),
  PORT: value.port.optional(),
  WEB_HOST: value.host.optional(),
  TRUSTED_PROXIES: value.proxies.prefault(""),
  HSTS_SUBDOMAINS: value.yesOrNo.prefault("true"),
  DATABASE_URL: value.postgresUrl.optional(),
  WEB_DATABASE_URL: value.postgresUrl.optional(),
  DATA_DIR: value.text.default(".data"),
  INSTALLATION_ID: value.installationId.optional(),
  KEEPER_URL: value.keeperUrls.optional(),
  KEEPER_SECRET: secrets.optional(),
  KEEPER_HOST: value.host.default("127.0.0.1"),
  KEEPER_PORT: value.port.optional(),
  AUTH_SECRET: secrets.optional(),
  VAULT_KEYS: value.vaultKeys.optional(),
  VAULT_KEYS_FILE: value.text.optional(),
  VAULT_KEYS_COMMAND: value.text.optional(),
  XERO_CLIENT_ID: value.xeroClientId.optional(),
  XERO_CLIENT_SECRETS: value.secretList.optional(),
  XERO_SCOPES: scopes.prefault(DEFAULT_SCOPES),
  XERO_ISSUER: value.machineUrl.default("https://identity.xero.com"),
  XERO_API_URL: value.machineUrl.default("https://api.xero.com"),
  HTTPS_PROXY: value.proxyUrl.optional(),
  NODE_EXTRA_CA_CERTS: pemFile.optional(),
  NO_PROXY: value.hostList.default(""),
  JOURNAL_DIR: value.text.optional(),
  JOURNAL_DATABASE_URL: value.postgresUrl.optional(),
  JOURNAL_S3_URL: value.machineUrl.optional(),
  JOURNAL_S3_REGION: value.region.optional(),
  JOURNAL_S3_ACCESS_KEY_ID: value.text.optional(),
  JOURNAL_S3_SECRET_ACCESS_KEY: value.text.optional(),
  JOURNAL_REQUIRED: value.yesOrNo.prefault("false"),
  LOG_LEVEL: logLevel.prefault("info"),
  METRICS_TOKEN: bearer.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: value.plainUrl.optional(),
  RETENTION_MONTHS: value.months.prefault("13"),
  TOKEN_OFFLINE_MINUTES: value.minutes.prefault("10"),
  ALERT_ALLOW_PRIVATE_TARGETS: value.yesOrNo.prefault("false"),
  SECURITY_CONTACT: value.securityContact.optional(),
  /** Scales every waiting time of the refresh protocol, for stand-ins with shortened lifetimes. */
  KEEPER_PACE: value.pace.prefault("1"),
  OWNER_EMAIL: value.email.optional(),
  OWNER_PASSWORD: value.text.optional(),
})

const WEB = START.pick({ APP_URL: true, WEB_HOST: true, TRUSTED_PROXIES: true }).extend({
  HSTS_SUBDOMAINS: START.shape.HSTS_SUBDOMAINS,
  NODE_EXTRA_CA_CERTS: START.shape.NODE_EXTRA_CA_CERTS,
  LOG_LEVEL: START.shape.LOG_LEVEL,
  KEEPER_URL: value.keeperUrls,
  PORT: value.port,
  DATABASE_URL: value.postgresUrl,
  KEEPER_SECRET: secrets,
  AUTH_SECRET: secrets,
})

const KEEPER = START.pick({
  APP_URL: true,
  KEEPER_HOST: true,
  XERO_SCOPES: true,
  XERO_ISSUER: true,
  XERO_API_URL: true,
  VAULT_KEYS_FILE: true,
  INSTALLATION_ID: true,
  HTTPS_PROXY: true,
  NO_PROXY: true,
  NODE_EXTRA_CA_CERTS: true,
  JOURNAL_DIR: true,
  JOURNAL_DATABASE_URL: true,
  JOURNAL_S3_URL: true,
  JOURNAL_S3_REGION: true,
  JOURNAL_S3_ACCESS_KEY_ID: true,
  JOURNAL_S3_SECRET_ACCESS_KEY: true,
  JOURNAL_REQUIRED: true,
  LOG_LEVEL: true,
  METRICS_TOKEN: true,
  RETENTION_MONTHS: true,
  TOKEN_OFFLINE_MINUTES: true,
  ALERT_ALLOW_PRIVATE_TARGETS: true,
  SECURITY_CONTACT: true,
  KEEPER_PACE: true,
}).extend({
  DATABASE_URL: value.postgresUrl,
  DATA_DIR: value.text.optional(),
  KEEPER_PORT: value.port,
  KEEPER_SECRET: secrets,
  VAULT_KEYS: value.vaultKeys.optional(),
  XERO_CLIENT_ID: value.xeroClientId,
  XERO_CLIENT_SECRETS: value.secretList,
})

/** Reports everything that is wrong at once, one line per name, and throws nothing. */
export function readStartEnv(source: Source = process.env): EnvReading<StartEnv> {
  const reading = read(START, source)
  const problems = [
    ...(reading.kind === "wrong" ? reading.problems : []),
    ...namesProblems(source),
    ...ssoProblems(source),
  ]
  if (reading.kind === "ok" && isSet(source.XERO_CLIENT_ID)) {
    problems.push(...paceProblems(reading.env))
  }
  if (reading.kind === "wrong" || problems.length > 0) return { kind: "wrong", problems }
  return reading
}

/** The web process's part; read once, at its first use, so that a build needs no environment. */
export function readWebEnv(source: Source = process.env): EnvReading<WebEnv> {
  return read(WEB, {
    ...source,
    DATABASE_URL: source.WEB_DATABASE_URL?.trim() || source.DATABASE_URL,
  })
}

/** The keeper's part, with the vault keys read from their file where one is named. */
export function readKeeperEnv(source: Source = process.env): EnvReading<OpenKeeperEnv> {
  const reading = read(KEEPER, { ...source, VAULT_KEYS: findKeys(source) })
  if (reading.kind === "wrong") return reading
  const sso = readSsoEnv(source)
  if (sso.kind === "wrong") return sso
  const pacing = paceProblems(reading.env)
  if (pacing.length > 0) return { kind: "wrong", problems: pacing }
  const { VAULT_KEYS } = reading.env
  if (VAULT_KEYS !== undefined) {
    return { kind: "ok", env: { ...reading.env, VAULT_KEYS, sso: sso.sso } }
  }
  const why = "or VAULT_KEYS_FILE, naming a readable file, or VAULT_KEYS_COMMAND, which prints them"
  return { kind: "wrong", problems: [missing("VAULT_KEYS", why)] }
}

/** The web process's environment, or a start that ends with every problem named. */
export function webEnv(): WebEnv {
  known ??= requireEnv(readWebEnv())
  return known
}

/** What is logged; a wrong value is told when the process reads the rest. */
export function readLogLevel(source: Source = process.env): LogLevel {
  return START.shape.LOG_LEVEL.safeParse(source.LOG_LEVEL?.trim() || undefined).data ?? "info"
}

/** What of OpenTelemetry's variables is asked here; its SDK reads the others itself. */
export function readTraceSettings(source: Source = process.env): TraceSettings {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = source
  const isOn = (isSet(all) || isSet(traces)) && source.OTEL_SDK_DISABLED?.trim() !== "true"
  return { isOn, serviceName: source.OTEL_SERVICE_NAME?.trim() || "tenantry" }
}

/** The value, or an error that lists every problem. */
export function requireEnv<T>(reading: EnvReading<T>): T {
  if (reading.kind === "ok") return reading.env
  throw new Error(reading.problems.map((one) => `${one.name}: ${one.problem}`).join("\n"))
}

let known: WebEnv | undefined

function read<T extends z.ZodType>(schema: T, source: Source): EnvReading<z.output<T>> {
  const result = schema.safeParse(givenIn(value.withProxyNames(source)))
  if (result.success) return { kind: "ok", env: result.data }
  const problems = result.error.issues.map((issue) => ({
    name: String(issue.path[0]),
    problem: issue.code === "invalid_type" ? "is not set" : issue.message,
  }))
  return { kind: "wrong", problems }
}

function ssoProblems(source: Source): EnvProblem[] {
  const reading = readSsoEnv(source)
  return reading.kind === "wrong" ? reading.problems : []
}

export type StartEnv = z.output<typeof START>
export type WebEnv = z.output<typeof WEB>
export type KeeperEnv = z.output<typeof KEEPER>
export type OpenKeeperEnv = KeeperEnv & { VAULT_KEYS: value.VaultKey[]; sso: GivenSso | null }
export type TraceSettings = { isOn: boolean; serviceName: string }
export type EnvReading<T> = { kind: "ok"; env: T } | { kind: "wrong"; problems: EnvProblem[] }
