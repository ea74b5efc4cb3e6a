import { readdir, readFile } from "node:fs/promises"
import type { Client } from "pg"
import { sha256 } from "./read-migrations"
import { inPrisma } from "./sql-folder"

// In this order, because triggers call functions.
const FOLDERS = ["functions", "views", "triggers"]

/**
 * Applies every function, view and trigger whose file changed, each in its own transaction. The table "SqlDefinition"
 * holds the fingerprint of what was applied.
 */
export async function applyDefinitions(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string; fingerprint: string }>(
    `SELECT "name", "fingerprint" FROM "SqlDefinition"`,
  )
  const applied = new Map(rows.map(({ name, fingerprint }) => [name, fingerprint]))
  for (const definition of await readDefinitions()) {
    if (applied.get(definition.name) !== definition.fingerprint) await apply(client, definition)
  }
}

/** Makes all of them apply again after the next migrations, because a migration may drop a view or replace it by an old one. */
export async function forgetDefinitions(client: Client): Promise<void> {
  const { rows } = await client.query<{ known: boolean }>(
    `SELECT to_regclass('"SqlDefinition"') IS NOT NULL AS known`,
  )
  if (rows[0]?.known) await client.query(`DELETE FROM "SqlDefinition"`)
}

async function readDefinitions(): Promise<Definition[]> {
  const folders = await Promise.all(
    FOLDERS.map(async (folder) => {
      const files = await readdir(inPrisma(folder))
      return files.sort().map((file) => `${folder}/${file}`)
    }),
  )
  return Promise.all(
    folders.flat().map(async (name) => {
      const script = await readFile(inPrisma(name), "utf8")
      return { name, script, fingerprint: sha256(script) }
    }),
  )
}

async function apply(client: Client, { name, script, fingerprint }: Definition): Promise<void> {
  try {
    await client.query("BEGIN")
    await client.query(script)
    await client.query(REMEMBER, [name, fingerprint])
    await client.query("COMMIT")
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {})
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`prisma/${name} could not be applied. PostgreSQL says: ${said}`, { cause })
  }
}

const REMEMBER = `
  INSERT INTO "SqlDefinition" ("name", "fingerprint") VALUES ($1, $2)
  ON CONFLICT ("name") DO UPDATE SET "fingerprint" = excluded."fingerprint", "appliedAt" = clock_timestamp()`

type Definition = { name: string; script: string; fingerprint: string }
