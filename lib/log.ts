import { stdout } from "node:process"
import { pino } from "pino"

// A second net under the rule that no secret is handed to a log: what looks like one is cut out.
const JWT = /eyJ[\w-]{8,}(\.[\w-]*){2,4}/g
const SECRET_NAMES =
  /((?:code_verifier|access_token|refresh_token|id_token|client_secret|password|authorization)"?\s*[=:]\s*"?(?:Bearer |Basic )?)[^\s"&,}]+/gi
// OAuth's code and state share their names with what says why something failed: a word such as "wrong_key", or a short
// code of Node or PostgreSQL, as a whole value in JSON.
const CODES =
  /((?<![a-z_])(?:code|state)(?:=|"?\s*:\s*"?))(?!(?:[a-z]+(?:_[a-z]+)*|[A-Z]+(?:_[A-Z]+)*|[0-9A-Z]{5})")[^\s"&,}]+/g

/** A JSON log on standard output, a line an event, named after its process. */
export function createLog(
  process: "keeper" | "web",
  destination: { write(line: string): void } = stdout,
): Log {
  const options = {
    base: { process },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (level: string) => ({ level }) },
    hooks: { streamWrite: redact },
  }
  // Never pino's own: it waits for whoever reads, and holds up the whole process meanwhile.
  return pino(options, destination)
}

/** The text without what looks like a token, a code or a secret. */
export function redact(line: string): string {
  return line
    .replace(JWT, "[redacted]")
    .replace(SECRET_NAMES, "$1[redacted]")
    .replace(CODES, "$1[redacted]")
}

/** An error and its causes by name and code only: messages may quote what was sent, or say where something stands. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const own = "code" in error ? `${error.name} ${String(error.code)}` : error.name
  return error.cause instanceof Error ? `${own} < ${kindOf(error.cause)}` : own
}

export type Log = Pick<ReturnType<typeof pino>, "info" | "warn" | "error" | "fatal" | "debug">
