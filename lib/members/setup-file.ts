import { join } from "node:path"

/** Where the set-up link stands while nobody has used it, if the start has no terminal to print it to. */
export function setupFile(dataDir: string): string {
  return join(dataDir, "set-up-link")
}
