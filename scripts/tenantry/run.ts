import { SettingsError } from "@/lib/env-rules"
import type { ProcessName } from "@/lib/log"
import { printEnd } from "@/scripts/start/print"
import { statusOf, tellError } from "@/scripts/start/tell-error"
import {
  type Command,
  done,
  failed,
  type Result,
  STATUS,
  wrongSettings,
  wrongWords,
} from "./command"
import { COMMANDS } from "./commands"

/**
 * Runs the command that the words name, prints what it has to say, and returns the status to exit with; null while the
 * command runs on. `--json` prints the facts as one JSON object on standard output, whatever the outcome.
 */
export async function run(given: string[]): Promise<number | null> {
  const isJson = given.includes("--json")
  const words = given.filter((word) => word !== "--json")
  const name = findName(words)
  const print = printer(
    isJson,
    PROCESSES.find((one) => one === name),
  )
  if (words.some((word) => word === "--help" || word === "-h")) {
    const help = name === null ? listCommands() : describeCommand(name)
    return print(done(help, { help }))
  }
  if (name === null) return print(wrongWords(refuse(words)))
  const { takes, more = "", run: runCommand } = commandOf(name)
  const rest = words.slice(name.split(" ").length)
  if (takes === undefined && rest.length > 0) {
    return print(wrongWords(`${name} takes no arguments. ${more}`.trim()))
  }
  const result = await runCommand(rest).catch((cause: Error) =>
    cause instanceof SettingsError
      ? wrongSettings(cause.message, cause.problems)
      : { ...failed(tellError(cause)), status: statusOf(cause) },
  )
  return result === null ? null : print(result)
}

/** With `--json` the one object has standard output for itself; what a command says on the way goes to the other. */
function printer(isJson: boolean, process?: ProcessName): (result: Result) => number {
  const { log } = console
  if (isJson) console.log = console.error
  return ({ status, text, facts, problems }) => {
    console.log = log
    // What a file says of itself must not move the terminal's cursor.
    const words = text.replace(CONTROLS, "")
    if (isJson) log(JSON.stringify({ ok: status === STATUS.done, ...facts }, plain))
    else if (status === STATUS.done) log(words)
    else if (process === undefined) console.error(words)
    else printEnd(words, { name: process, problems })
    return status
  }
}

// Whoever runs these keeps what they print as their log.
const PROCESSES = ["start", "web", "keeper"] as const

/** JSON has no large integers. */
function plain(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value
}

function refuse([first]: string[]): string {
  if (first === undefined) return listCommands()
  return `There is no command ${first}.\n\n${listCommands()}`
}

/** The longest name that the words begin with. */
function findName(words: string[]): string | null {
  const names = [words.slice(0, 2).join(" "), words[0] ?? ""]
  return names.find((name) => Object.hasOwn(COMMANDS, name)) ?? null
}

function commandOf(name: string): Command {
  const command = COMMANDS[name]
  if (command === undefined) throw new Error(`There is no command ${name}.`)
  return command
}

function describeCommand(name: string): string {
  const { takes = "", does, more } = commandOf(name)
  return [
    `tenantry ${`${name} ${takes}`.trim()}`,
    "",
    `It ${does}.`,
    ...(more === undefined ? [] : [more]),
    "",
    ...OPTIONS,
  ].join("\n")
}

function listCommands(): string {
  const lines = Object.entries(COMMANDS).map(
    ([name, { takes = "", does }]) => `  ${`${name} ${takes}`.padEnd(38)}  ${does}`,
  )
  return [
    "tenantry COMMAND (in a checkout: npm run tenantry -- COMMAND)",
    "",
    ...lines,
    "",
    ...OPTIONS,
  ].join("\n")
}

const CONTROLS = /[^\P{Cc}\n\t]/gu
const OPTIONS = [
  "--help  says what a command does and takes",
  "--json  prints the result as one JSON object",
  "",
  "Exit status: 0 done, 1 failed, 2 wrong arguments, 78 wrong settings or a later version's database.",
]
