import type { z } from "zod"
import {
  type EnvProblem,
  givenIn,
  isSet,
  missing,
  namesProblems,
  paceProblems,
  type Source,
} from "@/lib/env-rules"
import { type GivenSso, readSsoEnv } from "@/lib/env-sso"
import { KEEPER, START, WEB } from "@/lib/env-table"
import { type VaultKey, withProxyNames } from "@/lib/env-values"
import type { LogLevel } from "@/lib/log-level"
import { findKeys } from "@/lib/vault-keys-file"

/** Reports everything that is wrong at once, one line per name, and throws nothing. */
export function readStartEnv(source: Source = process.env): EnvReading<StartEnv> {
  const reading = read(START, source)
  const problems = [
    ...(reading.kind === "wrong" ? reading.problems : []),
    ...namesProblems(source),
    ...ssoProblems(source),
    ...(isSet(source.XERO_CLIENT_ID) ? paceProblems(source) : []),
  ]
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
  const keys = findKeys(source)
  const reading = read(KEEPER, { ...source, VAULT_KEYS: keys })
  const sso = readSsoEnv(source)
  const problems = [
    ...(reading.kind === "wrong" ? reading.problems : []),
    ...(sso.kind === "wrong" ? sso.problems : []),
    ...paceProblems(source),
    ...(isSet(keys) ? [] : [missing("VAULT_KEYS", KEYS_ELSEWHERE)]),
  ]
  if (reading.kind === "wrong" || sso.kind === "wrong" || problems.length > 0) {
    return { kind: "wrong", problems }
  }
  const { VAULT_KEYS = [] } = reading.env
  return { kind: "ok", env: { ...reading.env, VAULT_KEYS, sso: sso.sso } }
}

const KEYS_ELSEWHERE =
  "or VAULT_KEYS_FILE, naming a readable file, or VAULT_KEYS_COMMAND, which prints them"

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
  const isOff =
    source.OTEL_SDK_DISABLED?.trim() === "true" || source.OTEL_TRACES_EXPORTER?.trim() === "none"
  const isOn = (isSet(all) || isSet(traces)) && !isOff
  return { isOn, serviceName: source.OTEL_SERVICE_NAME?.trim() || "tenantry" }
}

/** The value, or an error that lists every problem. */
export function requireEnv<T>(reading: EnvReading<T>): T {
  if (reading.kind === "ok") return reading.env
  throw new Error(reading.problems.map((one) => `${one.name}: ${one.problem}`).join("\n"))
}

let known: WebEnv | undefined

function read<T extends z.ZodType>(schema: T, source: Source): EnvReading<z.output<T>> {
  const result = schema.safeParse(givenIn(withProxyNames(source)))
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
export type OpenKeeperEnv = KeeperEnv & { VAULT_KEYS: VaultKey[]; sso: GivenSso | null }
export type TraceSettings = { isOn: boolean; serviceName: string }
export type EnvReading<T> = { kind: "ok"; env: T } | { kind: "wrong"; problems: EnvProblem[] }
