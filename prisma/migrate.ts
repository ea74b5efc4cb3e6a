import { readdir, readFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { MigrationList } from "@prisma/schema-engine-wasm/schema_engine_bg"
import { Client } from "pg"
import { withSchemaEngine } from "./schema-engine"

const MIGRATIONS = "prisma/migrations"
// Any constant will do, as long as every installation's start uses the same one.
const MIGRATION_LOCK = 7_236_451

/**
 * Applies what `prisma/migrations` holds beyond the database's own history and returns the names applied. Several
 * starts at once take turns. A migration that an earlier start began and never finished was rolled back with its
 * transaction, so it is applied again.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK])
  return applyMissing(client, databaseUrl).finally(() => client.end())
}

async function applyMissing(client: Client, databaseUrl: string): Promise<string[]> {
  const migrationsList = await readMigrations()
  const { finished, unfinished } = await readHistory(client)
  const missing = migrationsList.migrationDirectories.filter(({ path }) => !finished.has(path))
  // Most starts find nothing to do, and need not load the engine for it.
  if (missing.length === 0 && unfinished.length === 0) return []
  const filters = { externalTables: [], externalEnums: [] }
  return withSchemaEngine({ connectionString: databaseUrl }, async (engine) => {
    for (const migrationName of unfinished) await engine.markMigrationRolledBack({ migrationName })
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters })
    return appliedMigrationNames
  })
}

async function readHistory(client: Client): Promise<History> {
  const known = await client.query(`SELECT to_regclass('"_prisma_migrations"') AS name`)
  if (known.rows[0]?.name === null) return { finished: new Set(), unfinished: [] }
  const { rows } = await client.query<{ name: string; finished: boolean }>(
    `SELECT DISTINCT migration_name AS name, finished_at IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
  )
  return {
    finished: new Set(rows.filter((row) => row.finished).map((row) => row.name)),
    unfinished: rows.filter((row) => !row.finished).map((row) => row.name),
  }
}

/** The committed migrations in the form that Prisma's engine reads. */
export async function readMigrations(): Promise<MigrationList> {
  const entries = await readdir(MIGRATIONS, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return {
    baseDir: resolve(MIGRATIONS),
    lockfile: {
      path: "migration_lock.toml",
      content: await readFile(join(MIGRATIONS, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(names.sort().map(readMigration)),
  }
}

async function readMigration(name: string): Promise<MigrationList["migrationDirectories"][number]> {
  const value = await readFile(join(MIGRATIONS, name, "migration.sql"), "utf8")
  return { path: name, migrationFile: { path: "migration.sql", content: { tag: "ok", value } } }
}

type History = { finished: Set<string>; unfinished: string[] }
