import { spawnSync } from "node:child_process"
import { readFileSync, statSync } from "node:fs"
import { vaultKeys } from "@/lib/env-values"

/** The keys in a file, separated by commas or line ends, as VAULT_KEYS would have them; undefined if it cannot be read. */
export function readKeysFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim().split(/\s+/).join(",")
  } catch {
    return undefined
  }
}

/** Whether every user of the machine can read them. */
export function isOpenToAll(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o004) !== 0
}

/** What the command prints, as a file would hold it; undefined if it fails. */
function readKeysCommand(command: string): string | undefined {
  return askOnce(command, LONGEST_COMMAND_IN_MS).keys
}

/** What is wrong with what the command prints, or null. */
export function keysCommandProblem(
  command: string,
  longestInMs = LONGEST_COMMAND_IN_MS,
): string | null {
  const { keys, problem } = askOnce(command, longestInMs)
  if (keys === undefined) return problem
  if (keys === "") return "prints nothing"
  const { error } = vaultKeys.safeParse(keys)
  return error === undefined ? null : `prints something that ${error.issues[0]?.message}`
}

/** Once in the life of a process. */
function askOnce(command: string, longestInMs: number): Printed {
  const before = printed.get(command) ?? ask(command, longestInMs)
  printed.set(command, before)
  return before
}

function ask(command: string, longestInMs: number): Printed {
  const { pid, status, signal, stdout, stderr, error } = spawnSync("/bin/sh", ["-c", command], {
    ...OWN_GROUP,
    encoding: "utf8",
    timeout: longestInMs,
    killSignal: "SIGKILL",
    stdio: ["ignore", "pipe", "pipe"],
  })
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  // Nothing was started. To the system the group 0 is our own.
  if (pid === 0) return { problem: `needs /bin/sh, which cannot be started (${code})` }
  if (error !== undefined) killGroup(pid)
  if (status === 0) return { keys: stdout.trim().split(/\s+/).join(",") }
  if (code === "ETIMEDOUT") return { problem: `takes longer than ${longestInMs / 1_000} seconds` }
  if (code === "ENOBUFS") return { problem: "prints far more than keys" }
  const said = stderr.trim().split("\n").at(-1)?.replace(LIKE_A_KEY, "[redacted]") ?? ""
  const how = code ?? signal ?? `status ${status}`
  return { problem: said === "" ? `fails (${how})` : `fails (${how}) and says: ${said}` }
}

/** What the shell has started goes with it. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It has no group of its own, or nobody is left in it.
  }
}

const LONGEST_COMMAND_IN_MS = 30_000
// Node reads it here too, though its types do not say so. At a terminal the command stays with it, because it may ask there.
const OWN_GROUP = { detached: process.stdin.isTTY !== true }
// What it says may end in a log.
const LIKE_A_KEY = /[\w+/=-]{16,}/g
const printed = new Map<string, Printed>()

/** What is wrong with the file, or null. */
export function keysFileProblem(path: string): string | null {
  const keys = readKeysFile(path)
  if (keys === undefined) return "names a file that cannot be read"
  const { error } = vaultKeys.safeParse(keys)
  return error === undefined ? null : `names a file whose content ${error.issues[0]?.message}`
}

/** The text of the keys as the environment says it, of the file that it names, or as its command prints it. */
export function findKeys({
  VAULT_KEYS: keys,
  VAULT_KEYS_FILE: file,
  VAULT_KEYS_COMMAND: command,
}: KeysSource): string | undefined {
  if (keys?.trim()) return keys
  if (file?.trim()) return readKeysFile(file.trim())
  return command?.trim() ? readKeysCommand(command.trim()) : undefined
}

type KeysSource = Record<string, string | undefined>
type Printed = { keys: string; problem?: never } | { keys?: never; problem: string }
