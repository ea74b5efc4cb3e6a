import { createHash, randomBytes } from "node:crypto"
import { createWriteStream, existsSync } from "node:fs"
import { open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGzip } from "node:zlib"
import { type Client, escapeIdentifier } from "pg"
import { to as copyTo } from "pg-copy-streams"
import { takeTurn } from "@/prisma/migrate"
import { readVersion } from "@/scripts/tenantry/version"
import { type ChainLine, FORMAT, type Header, TABLE_END, type TableLine } from "./backup-format"
import { NO_ROWS, readOwnNames } from "./own-names"

/**
 * Writes one snapshot of the database to a new file, while Tenantry runs or not. The file has its name only when it is whole
 * and on disk.
 */
export async function writeBackup(client: Client, path: string): Promise<Header> {
  if (existsSync(path)) throw new Error(`${path} exists already. Nothing was written.`)
  const folder = dirname(path)
  if (!existsSync(folder))
    throw new Error(`The folder ${folder} does not exist. Nothing was written.`)
  const made = `${path}.${randomBytes(4).toString("hex")}.new`
  // A migration that rewrites a table meanwhile would leave it empty for this snapshot.
  await takeTurn(client, "shared")
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
  const header = await readHeader(client)
  const file = createWriteStream(made, { flags: "wx", mode: 0o600 })
  try {
    await pipeline(Readable.from(withDigest(partsOf(client, header))), createGzip(), file)
    await client.query("COMMIT")
    await sync(made)
    await rename(made, path)
  } catch (cause) {
    await rm(made, { force: true })
    throw cause
  }
  return header
}

async function* partsOf(client: Client, header: Header): AsyncGenerator<Buffer> {
  yield lineOf(header)
  const { rows: chains } = await client.query<ChainLine>(CHAINS)
  for (const chain of chains) yield lineOf(chain)
  for (const table of await listTables(client)) {
    yield lineOf(table)
    const columns = table.columns.map(escapeIdentifier).join(", ")
    const name = escapeIdentifier(table.table)
    yield* client.query(copyTo(`COPY (SELECT ${columns} FROM ${name}) TO STDOUT`))
    yield Buffer.from(`${TABLE_END}\n`)
  }
}

async function* withDigest(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const digest = createHash("sha256")
  for await (const part of parts) {
    digest.update(part)
    yield part
  }
  yield lineOf({ sha256: digest.digest("hex") })
}

function lineOf(content: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(content)}\n`)
}

async function readHeader(client: Client): Promise<Header> {
  const version = await readVersion()
  const { rows } = await client.query<Omit<Header, "sequences">>(FACTS)
  const [facts] = rows
  if (facts === undefined) throw new Error("The database has no installation.")
  const head = { tenantry: "backup" as const, format: FORMAT, version }
  return { ...head, ...facts, sequences: await listSequences(client) }
}

async function listSequences(client: Client): Promise<Header["sequences"]> {
  const { rows } = await client.query<{ name: string }>(SEQUENCES)
  const found: Header["sequences"] = []
  for (const { name } of rows) {
    const state = await client.query<{ value: string; called: boolean }>(
      `SELECT last_value::text AS "value", is_called AS "called" FROM ${escapeIdentifier(name)}`,
    )
    found.push(...state.rows.map((one) => ({ name, ...one })))
  }
  return found
}

async function listTables(client: Client): Promise<TableLine[]> {
  const { tables } = await readOwnNames()
  const { rows } = await client.query<TableLine>(COLUMNS, [
    tables.filter((name) => !NO_ROWS.includes(name)),
  ])
  return rows
}

async function sync(path: string): Promise<void> {
  const file = await open(path)
  await file.sync().finally(() => file.close())
}

const FACTS = `
  SELECT current_setting('server_version') AS "server", to_json(clock_timestamp()) #>> '{}' AS "takenAt",
    (SELECT "id" FROM "Installation") AS "installation",
    (SELECT array_agg(migration_name::text ORDER BY migration_name) FROM "_prisma_migrations"
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL) AS "migrations",
    (SELECT count(*)::int FROM "Tenant" WHERE "removedAt" IS NULL) AS "organisations",
    (SELECT count(*)::int FROM "Member") AS "members",
    (SELECT count(*)::int FROM "AuditEvent") AS "events"`

const CHAINS = `
  SELECT g."id" AS "grantId", g."chain", g."currentTokenSetId" AS "tokenSetId", to_json(g."refreshDueAt") #>> '{}' AS "dueAt",
    coalesce((SELECT a."epoch" FROM "RefreshAttempt" a JOIN "TokenSet" t ON t."attemptId" = a."id"
      WHERE t."id" = g."currentTokenSetId"), 0) AS "epoch",
    ARRAY(SELECT t."name" FROM "Connection" c JOIN "Tenant" t ON t."tenantId" = c."tenantId"
      WHERE c."grantId" = g."id" AND c."state" = 'connected' ORDER BY lower(t."name")) AS "organisations"
  FROM "Grant" g WHERE g."state" = 'active' ORDER BY g."id"`

const SEQUENCES = `
  SELECT s.relname AS "name" FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'
  WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace ORDER BY 1`

// A generated column is derived again.
const COLUMNS = `
  SELECT c.relname AS "table", array_agg(a.attname::text ORDER BY a.attnum) AS "columns"
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY($1)
  GROUP BY c.relname ORDER BY c.relname`
