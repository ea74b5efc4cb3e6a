import { randomUUID } from "node:crypto"
import type { Client } from "pg"
import { describe } from "./apply-migration"
import { makeHistory } from "./migrate"
import { readMigrations } from "./read-migrations"

// What begins and ends a transaction in a script. A function's body begins without a semicolon.
const OWN_TRANSACTION = /^(BEGIN|COMMIT);$/gm
// An empty table needs no care.
const CONCURRENTLY = / CONCURRENTLY /g
const MAKES_PUBLIC = /^CREATE SCHEMA IF NOT EXISTS "public";$/gm

/**
 * Applies the named migrations, or all, that the history lacks, in the transaction that the caller began: all of them or none.
 * Definitions are left to `migrate`.
 */
export async function migrateWithin(
  client: Client,
  schema: string,
  names: string[] | null = null,
): Promise<void> {
  await makeHistory(client, schema)
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS "name" FROM "_prisma_migrations" WHERE finished_at IS NOT NULL`,
  )
  const applied = rows.map((row) => row.name)
  for (const { name, script, checksum } of await readMigrations()) {
    if (applied.includes(name) || names?.includes(name) === false) continue
    await client
      .query(
        script.replace(OWN_TRANSACTION, "").replace(MAKES_PUBLIC, "").replace(CONCURRENTLY, " "),
      )
      .catch((cause: unknown) => {
        throw new Error(`The migration ${name} failed: ${describe(cause, script)}`, { cause })
      })
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    )
  }
}
