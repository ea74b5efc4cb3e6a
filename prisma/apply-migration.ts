import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type Client, DatabaseError, escapeIdentifier } from "pg"
import { forgetDefinitions } from "./definitions"
import type { Migration } from "./read-migrations"

// The migrations were written for "public", which we may not be allowed to create.
const MAKES_PUBLIC = /^CREATE SCHEMA IF NOT EXISTS "public";$/m
// Builds an index while others write, which no transaction can.
const CONCURRENT = / CONCURRENTLY /
const LOCK_NOT_AVAILABLE = "55P03"
const LOCK_TRIES = 240

/**
 * Applies a migration in one transaction with its line in the history; a script that builds an index concurrently without one,
 * which is one statement. It waits for a lock for a quarter of a second at a time, and lets those pass who wait behind it: for minutes a
 * transaction of the version that runs may hold it. A script's own BEGIN does nothing, and its COMMIT ends ours.
 */
export async function applyMigration(client: Client, migration: Migration): Promise<void> {
  const run = CONCURRENT.test(migration.script) ? applyConcurrently : applyWhole
  for (let tries = 1; ; tries += 1) {
    const cause = await run(client, migration).then(
      () => null,
      (error: unknown) => error,
    )
    if (cause === null) return
    if (codeOf(cause) === LOCK_NOT_AVAILABLE && tries < LOCK_TRIES) await sleep(500)
    else throw failed(migration, cause)
  }
}

async function applyWhole(client: Client, migration: Migration): Promise<void> {
  await client.query("BEGIN")
  try {
    await client.query("SET LOCAL lock_timeout = '250ms'")
    await client.query(NOTE, [randomUUID(), migration.checksum, migration.name])
    await forgetDefinitions(client)
    await client.query(migration.script.replace(MAKES_PUBLIC, ""))
    await client.query("COMMIT")
  } catch (cause) {
    await client.query("ROLLBACK").catch(() => {})
    throw cause
  }
}

/** What a build that was cut off left is no index, and stands in the way of the next. */
async function applyConcurrently(client: Client, migration: Migration): Promise<void> {
  const { rows } = await client.query<{ name: string }>(LEFT)
  for (const { name } of rows) {
    await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${escapeIdentifier(name)}`)
  }
  await client.query(migration.script)
  await client.query(NOTE, [randomUUID(), migration.checksum, migration.name])
}

function failed({ name, script }: Migration, cause: unknown): Error {
  const said =
    cause instanceof DatabaseError
      ? `The migration ${name} failed, and nothing of it stayed. PostgreSQL says: ${describe(cause, script)}`
      : `The connection to the database was lost in the migration ${name}. Nothing of it is half done: start again.`
  return new Error(said, { cause })
}

/** The error in one line, with the line of the script where PostgreSQL names one. */
export function describe(cause: unknown, script: string): string {
  if (!(cause instanceof Error)) return String(cause)
  const position = "position" in cause ? Number(cause.position) : Number.NaN
  const code = codeOf(cause) === null ? "" : ` (${codeOf(cause)})`
  if (Number.isNaN(position)) return `${cause.message}${code}`
  return `${cause.message}${code}, line ${script.slice(0, position).split("\n").length}`
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && "code" in cause ? String(cause.code) : null
}

const NOTE = `
  INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
  VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp(), 1)`
const LEFT = `
  SELECT c.relname AS "name" FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE NOT i.indisvalid AND n.nspname = current_schema()`
