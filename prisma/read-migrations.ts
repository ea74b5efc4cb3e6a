import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { inPrisma } from "./sql-folder"

const MIGRATIONS = inPrisma("migrations")

/** The committed migrations in their order, with the checksum that Prisma keeps of each. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => {
      const script = await readFile(join(MIGRATIONS, name, "migration.sql"), "utf8")
      return { name, script, checksum: sha256(script) }
    }),
  )
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

export type Migration = { name: string; script: string; checksum: string }
