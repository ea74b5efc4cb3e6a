/**
 * What every session relies on, by PostgreSQL's names. Each connection asks for all of it when it opens, so that no
 * default of a role, a database or a server (`ALTER ROLE … SET`, `ALTER DATABASE … SET`) has a say.
 */
export const SESSION_SETTINGS = {
  // Times travel as text without a zone, in the adapter's form.
  TimeZone: "UTC",
  DateStyle: "ISO, YMD",
  IntervalStyle: "postgres",
  client_encoding: "UTF8",
  extra_float_digits: "1",
  bytea_output: "hex",
  array_nulls: "on",
  transform_null_equals: "off",
  standard_conforming_strings: "on",
  backslash_quote: "safe_encoding",
  // Leases and pointers are taken by statements that wait for a row and then look at it anew.
  default_transaction_isolation: "read committed",
  default_transaction_read_only: "off",
  default_transaction_deferrable: "off",
  // Extensions bring others, in which rows cannot be changed.
  default_table_access_method: "heap",
  // An intent is on disk before a refresh token leaves.
  synchronous_commit: "on",
  row_security: "on",
  // A server with LLVM compiles statements that look expensive. That takes seconds; the statements take a tenth of one.
  jit: "off",
  exit_on_error: "off",
  statement_timeout: "0",
  lock_timeout: "0",
  idle_session_timeout: "0",
  idle_in_transaction_session_timeout: "0",
} as const

/** The same as PostgreSQL's start-up packet takes it: `-c name=value …`, spaces escaped. */
export function sessionOptions(schema: string, own: OwnSettings, more: string): string {
  const settings = { ...SESSION_SETTINGS, search_path: `"${schema}"`, ...own }
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${escaped(value)}`)
  return [more, ...ours].filter(Boolean).join(" ")
}

/** Whether we set it ourselves. Names of settings have no case. */
export function isOurs(setting: string): boolean {
  const names = [...Object.keys(SESSION_SETTINGS), "search_path"]
  return names.some((name) => name.toLowerCase() === setting.toLowerCase())
}

function escaped(value: string): string {
  return value.replace(/[\\ ]/g, "\\$&")
}

export type OwnSettings = Partial<Record<keyof typeof SESSION_SETTINGS, string>>
