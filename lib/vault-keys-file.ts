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

/** What is wrong with the file, or null. */
export function keysFileProblem(path: string): string | null {
  const keys = readKeysFile(path)
  if (keys === undefined) return "names a file that cannot be read"
  const { error } = vaultKeys.safeParse(keys)
  return error === undefined ? null : `names a file whose content ${error.issues[0]?.message}`
}

/** The text of the keys as the environment says it, or of the file that it names. */
export function findKeys({
  VAULT_KEYS: keys,
  VAULT_KEYS_FILE: file,
}: KeysSource): string | undefined {
  if (keys?.trim()) return keys
  return file?.trim() ? readKeysFile(file.trim()) : undefined
}

type KeysSource = Record<string, string | undefined>
