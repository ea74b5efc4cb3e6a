import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/**
 * The address of the embedded database that runs on a data folder, as its administrator, or null if none runs: for
 * people and tests that look at what no process of the product may see.
 */
export function findEmbedded(dataDir: string): string | null {
  const note = join(dataDir, "postgres", "postmaster.pid")
  if (!existsSync(note)) return null
  const password = readFileSync(join(dataDir, "database-password"), "utf8").trim()
  const port = readFileSync(note, "utf8").split("\n")[3]
  return `postgresql://postgres:${password}@127.0.0.1:${port}/tenantry`
}

/** Only a start makes one, with the vault keys beside it. */
export function requireEmbedded(dataDir: string): void {
  const folder = join(dataDir, "postgres")
  if (!existsSync(folder)) throw new Error(`There is no database: ${folder} does not exist.`)
}
