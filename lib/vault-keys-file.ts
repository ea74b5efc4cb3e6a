import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { vaultKeys } from "@/lib/env-values"

/** The keys in a file, separated by commas or line ends, as VAULT_KEYS would have them; undefined if it cannot be read. */
export function readKeysFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim().split(/\s+/).join(",")
  } catch {
    return undefined
  }
}

/** What the command prints, as a file would hold it; undefined if it fails. It is asked once in the life of a process. */
export function readKeysCommand(command: string): string | undefined {
  if (!printed.has(command)) printed.set(command, run(command))
  return printed.get(command)
}

function run(command: string): string | undefined {
  try {
    const stdio = ["ignore", "pipe", "inherit"] as ["ignore", "pipe", "inherit"]
    const options = { encoding: "utf8", timeout: LONGEST_COMMAND_IN_MS, stdio } as const
    return execFileSync("/bin/sh", ["-c", command], options).trim().split(/\s+/).join(",")
  } catch {
    return undefined
  }
}

const LONGEST_COMMAND_IN_MS = 30_000
const printed = new Map<string, string | undefined>()

/** What is wrong with what the command prints, or null. */
export function keysCommandProblem(command: string): string | null {
  const keys = readKeysCommand(command)
  if (keys === undefined) return "fails, or takes longer than 30 seconds"
  const { error } = vaultKeys.safeParse(keys)
  return error === undefined ? null : `prints something that ${error.issues[0]?.message}`
}

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
