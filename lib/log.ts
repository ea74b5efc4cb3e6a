import { stdout } from "node:process"
import { type LogFn, type LoggerOptions, pino } from "pino"
import { z } from "zod"
import { readLogLevel } from "@/lib/env"
import { createRepeats } from "@/lib/log-repeats"

// A second net under the rule that no secret is handed to a log: what looks like one is cut out.
const JWT = /eyJ[\w-]{8,}(\.[\w-]*){2,4}/g
const SECRET =
  "(?:code_verifier|access_token|refresh_token|id_token|client_secret|password|authorization)"
// What stands in quotes is a value whole; in a text within a text they are escaped.
const VALUE = String.raw`(?:(\\*["'])(?:(?!(?<!\\)\2)[^])*|(?:Bearer |Basic )?[^\s"&,}]+)`
const SECRETS = new RegExp(String.raw`(${SECRET}\\*["']?\s*[=:]\s*)${VALUE}`, "gi")
// OAuth's code and state share their names with what says why something failed: a word such as "wrong_key", or a
// code of Node, PostgreSQL or a native module, as a whole value in quotes.
const CODE = "(?<![a-z_])(?:code|state)"
const WORD =
  "(?:[a-z]+(?:_[a-z]+)*|[A-Z]+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|(?:[A-Z][a-z]+){1,4}|[0-9A-Z]{5})"
const CODES = new RegExp(
  String.raw`(${CODE}(?:=|\\*["']?\s*:\s*))(?!\\*["']${WORD}\\*["'])${VALUE}`,
  "g",
)
const IS_SECRET = new RegExp(`${SECRET}$`, "i")
const IS_CODE = new RegExp(`${CODE}$`)
const IS_WORD = new RegExp(`^${WORD}$`)

/**
 * A JSON log on standard output, a line an event, named after its process. A failure that comes again is counted, not printed
 * each time.
 */
export function createLog(
  process: ProcessName,
  destination: { write(line: string): void } = stdout,
): Log {
  const repeats = createRepeats()
  const options: LoggerOptions = {
    level: readLogLevel(),
    base: { process },
    timestamp: () => `,"at":"${new Date().toISOString()}"`,
    formatters: { level: (level) => ({ level }) },
    hooks: {
      streamWrite: redactLine,
      logMethod(facts, print, level) {
        if (level < WARN) return print.apply(this, facts)
        repeats.print([level, ...facts], (repeated) => print.apply(this, counted(facts, repeated)))
      },
    },
  }
  // Never pino's own: it waits for whoever reads, and holds up the whole process meanwhile.
  return pino(options, destination)
}

function counted(facts: Facts, repeated: number): Facts {
  const [first, ...rest] = facts
  if (repeated === 0) return facts
  return typeof first === "string"
    ? [{ repeated }, first, ...rest]
    : ([{ ...Object(first), repeated }, ...rest] as Facts)
}

// The tokens of links, invitations and changes of an address stand in theirs.
const LINKS = /(\/(?:connect|invitations|email)\/)[\w-]{32,}/g
const PASSWORDS_IN_ADDRESSES = /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"/:@]{0,200}:)[^\s"/@]+(?=@)/gi
const COOKIES = /((?:__Host-|__Secure-)?tenantry_\w+=)[^\s";,]+/g
const WEBHOOK_SECRETS = /whsec_[\w+/=]+/g

/** The text without what looks like a token, a code or a secret. */
export function redact(text: string): string {
  return text
    .replace(JWT, "[redacted]")
    .replace(LINKS, "$1[redacted]")
    .replace(PASSWORDS_IN_ADDRESSES, "$1[redacted]")
    .replace(COOKIES, "$1[redacted]")
    .replace(WEBHOOK_SECRETS, "[redacted]")
    .replace(SECRETS, "$1$2[redacted]")
    .replace(CODES, "$1$2[redacted]")
}

/** In characters, of one text: what is longer tells nobody more, and costs its patterns a stack that there is not. */
const MOST = 100_000

/** Each text by itself, so that the line stays JSON. */
function redactLine(line: string): string {
  return `${JSON.stringify(JSON.parse(line, redactFact))}\n`
}

function redactFact(name: string, value: unknown): unknown {
  if (value === null || typeof value === "boolean") return value
  if (IS_SECRET.test(name)) return "[redacted]"
  if (typeof value !== "string") return value
  if (IS_CODE.test(name) && !IS_WORD.test(value)) return "[redacted]"
  return redact(value.length > MOST ? `${value.slice(0, MOST)}…` : value)
}

/**
 * An error and its causes by name and code only, or by the function that threw it: messages may quote what was sent, or say
 * where something stands. The database's own code is among them: 28P01 is a wrong password, 53100 a full disk, ECONNREFUSED an
 * outage.
 */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const own = "code" in error ? `${error.name} ${String(error.code)}` : error.name
  const below = causeOf(error)
  if (below instanceof Error) return `${own} < ${kindOf(below)}`
  const code = DATABASE_CAUSE.safeParse(below).data
  if (code !== undefined) return `${own} < ${code}`
  return "code" in error ? own : `${own}${placeOf(error)}`
}

/** Which function threw it: all that tells one fault of the program from another. The stack begins with the message. */
function placeOf({ stack = "", message }: Error): string {
  const frames = stack.slice(stack.indexOf(message) + message.length)
  const [, name] = /^\s+at (?:async )?([\w$.<>]+) \(/m.exec(frames) ?? []
  return name === undefined ? "" : ` in ${name}`
}

/** Prisma keeps what its driver met in `meta`, and the driver what the database said in a plain object. */
function causeOf(error: Error): unknown {
  const { cause, meta } = error as { cause?: unknown; meta?: { driverAdapterError?: unknown } }
  return cause ?? meta?.driverAdapterError
}

const WARN = 40
const DATABASE_CAUSE = z
  .object({ kind: z.string().optional(), originalCode: z.string().optional() })
  .transform(({ kind, originalCode }) => [kind, originalCode].filter(Boolean).join(" "))
  .refine((told) => told !== "")

type Facts = Parameters<LogFn>
export type ProcessName = "keeper" | "web" | "start"
export type Log = Pick<ReturnType<typeof pino>, "info" | "warn" | "error" | "fatal" | "debug">
