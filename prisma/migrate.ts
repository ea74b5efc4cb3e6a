import { setTimeout as sleep } from "node:timers/promises"
import { type Client, escapeIdentifier } from "pg"
import { openClient } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { requireKnownSchema } from "@/lib/db/schema-number"
import { applyMigration } from "./apply-migration"
import { applyDefinitions } from "./definitions"
import { type Migration, readMigrations } from "./read-migrations"
import { grantToWeb } from "./roles"

// Prisma's own commands take the same lock, so `prisma migrate deploy` and we wait for each other.
const MIGRATION_LOCK = 72_707_369

/**
 * Applies the migrations that are missing in the database's history, then the definitions that changed, then web's rights
 * where it has a role of its own, and returns the names of the migrations applied. A database of a later version, which this one
 * cannot live with, is left as it is, and this throws. Concurrent calls wait for each other.
 * The history is Prisma's own table, so `prisma migrate deploy` sees the same. If a migration fails, it is rolled back and
 * this throws a message for people.
 */
export async function migrate(databaseUrl: string, webRole?: string): Promise<string[]> {
  const client = await openClient(databaseUrl)
  await takeTurn(client)
  const { schema } = requireDatabaseUrl(databaseUrl)
  return bringUpToDate(client, schema, webRole).finally(() => client.end())
}

/**
 * Waits until nobody migrates the database, and lets nobody migrate it while the connection is open; several may `share` that. By
 * asking again and again: an index that is built concurrently would wait for whoever waits in a statement.
 */
export async function takeTurn(client: Client, as: "alone" | "shared" = "alone"): Promise<void> {
  for (;;) {
    const { rows } = await client.query<{ ours: boolean }>(
      `SELECT CASE WHEN $2 THEN pg_try_advisory_lock_shared($1) ELSE pg_try_advisory_lock($1) END AS ours`,
      [MIGRATION_LOCK, as === "shared"],
    )
    if (rows[0]?.ours) return
    await sleep(100)
  }
}

/** The names of the migrations that a database does not have yet; changes nothing. */
export async function listPending(client: Client): Promise<Migration[]> {
  const known = await client.query<{ name: string | null }>(
    `SELECT to_regclass('"_prisma_migrations"') AS name`,
  )
  const applied = known.rows[0]?.name == null ? [] : await listApplied(client)
  return (await readMigrations()).filter(({ name }) => !applied.includes(name))
}

async function bringUpToDate(
  client: Client,
  schema: string,
  webRole: string | undefined,
): Promise<string[]> {
  requireKnownSchema(await readSchemaNumber(client))
  const pending = await listPending(client)
  if (pending.length > 0) await makeHistory(client, schema)
  await endUnfinished(client)
  for (const migration of pending) await applyMigration(client, migration)
  // A database migrated by a later version keeps that version's views and rights.
  if (!(await isAhead(client))) {
    await applyDefinitions(client)
    if (webRole !== undefined) await grantToWeb(client, webRole)
  }
  return pending.map(({ name }) => name)
}

/** 0 where there is none yet. */
export async function readSchemaNumber(client: Client): Promise<number> {
  const { rows: known } = await client.query(
    `SELECT FROM pg_attribute WHERE attrelid = to_regclass('"Installation"') AND attname = 'schemaNumber'`,
  )
  if (known.length === 0) return 0
  const { rows } = await client.query<{ number: number }>(
    `SELECT max("schemaNumber") AS number FROM "Installation"`,
  )
  return rows[0]?.number ?? 0
}

async function listApplied(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM "_prisma_migrations"
     WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
  )
  return rows.map((row) => row.name)
}

/** Whether a later version has migrated it. */
export async function isAhead(client: Client): Promise<boolean> {
  const ours = (await readMigrations()).map(({ name }) => name)
  return (await listApplied(client)).some((name) => !ours.includes(name))
}

/** Creates the schema and Prisma's table if they are missing. */
export async function makeHistory(client: Client, schema: string): Promise<void> {
  const { rows } = await client.query("SELECT FROM pg_namespace WHERE nspname = $1", [schema])
  if (rows.length === 0) await client.query(`CREATE SCHEMA ${escapeIdentifier(schema)}`)
  await client.query(HISTORY)
}

/** An unfinished migration was rolled back with its transaction, so it may be applied again. */
async function endUnfinished(client: Client): Promise<void> {
  await client.query(
    `UPDATE "_prisma_migrations" SET rolled_back_at = clock_timestamp()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL`,
  )
}

const HISTORY = `
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
  )`
