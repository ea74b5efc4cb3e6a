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
