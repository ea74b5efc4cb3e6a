import { type ParseArgsConfig, parseArgs } from "node:util"
import { type EnvProblem, EXIT_CONFIGURATION } from "@/lib/env-rules"

/** What a command exits with. */
export const STATUS = {
  done: 0,
  failed: 1,
  wrongWords: 2,
  wrongSettings: EXIT_CONFIGURATION,
} as const

/** The command did what it was asked to. */
export function done(text: string, facts: Facts): Result {
  return { status: STATUS.done, text, facts }
}

/** It did not, and `text` says why. */
export function failed(text: string, facts: Facts = {}): Result {
  return { status: STATUS.failed, text, facts: { error: text, ...facts } }
}

/** It was called with words that it does not take. */
export function wrongWords(text: string): Result {
  return { status: STATUS.wrongWords, text, facts: { error: text } }
}

/** The settings are wrong; each problem is named. */
export function wrongSettings(text: string, problems: EnvProblem[], facts: Facts = {}): Result {
  const status = STATUS.wrongSettings
  return { status, text, facts: { error: text, problems, ...facts }, problems }
}

/** The words of a command by its options, as `parseArgs` reads them; null where one is unknown, lacks its value, or is empty. */
export function readWords<T extends Options>(words: string[], options: T): Read<T> | null {
  if (words.some((word) => word.trim() === "")) return null
  try {
    return parseArgs({ args: words, options, allowPositionals: true, strict: true })
  } catch {
    return null
  }
}

type Options = NonNullable<ParseArgsConfig["options"]>
type Read<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>
type Facts = Record<string, unknown>
/** What a command has to say: the text for people, or the facts as JSON. */
export type Result = { status: number; text: string; facts: Facts; problems?: EnvProblem[] }
export type Command = {
  /** The words that it takes, for its help; where it takes none, it is not run with any. */
  takes?: string
  /** What it does, in a line. */
  does: string
  /** More about it, for its help. */
  more?: string
  /** Null: it runs on until a signal ends it, or has said everything itself. */
  run(words: string[]): Promise<Result | null>
}
