import { once } from "node:events"
import { finished } from "node:stream/promises"
import { type Client, escapeIdentifier } from "pg"
import { type CopyStreamQuery, from as copyFrom } from "pg-copy-streams"
import { migrateWithin } from "@/prisma/migrate-within"
import { type Header, TABLE_END, type TableLine } from "./backup-format"
import { readOwnNames } from "./own-names"
import { readParts } from "./read-backup"

const BATCH_IN_BYTES = 256 * 1024

/**
 * Replaces what the schema holds of ours by a back-up, in the transaction that the caller began: the tables as they were when
 * it was taken, its rows, and then the migrations that came later.
 */
export async function loadBackup(
  client: Client,
  { path, header, schema }: { path: string; header: Header; schema: string },
): Promise<void> {
  await dropOwn(client)
  await migrateWithin(client, schema, header.migrations)
  const constraints = await dropForeignKeys(client)
  await loadRows(client, path)
  for (const { name, value, called } of header.sequences) {
    await client.query("SELECT setval($1::regclass, $2, $3)", [
      escapeIdentifier(name),
      value,
      called,
    ])
  }
  for (const { table, name, definition } of constraints) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`)
  }
  await migrateWithin(client, schema)
}

async function dropOwn(client: Client): Promise<void> {
  const { tables, views, types, functions } = await readOwnNames()
  const drop = (what: string, names: string[]) =>
    client.query(`DROP ${what} IF EXISTS ${names.map(escapeIdentifier).join(", ")} CASCADE`)
  await drop("VIEW", views)
  await drop("TABLE", [...tables, "_prisma_migrations"])
  await drop("TYPE", types)
  await drop("FUNCTION", functions)
}

/** Tables refer to each other in circles, so no order of loading fits. */
async function dropForeignKeys(client: Client): Promise<Constraint[]> {
  const { rows } = await client.query<Constraint>(FOREIGN_KEYS)
  for (const { table, name } of rows) {
    await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`)
  }
  return rows
}

async function loadRows(client: Client, path: string): Promise<void> {
  const tables = await listTables(client)
  await client.query(`TRUNCATE ${tables.join(", ")}`)
  for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`)
  let copy: Copy | null = null
  for await (const part of readParts(path)) {
    if (part.kind === "row") await copy?.write(part.row)
    if (part.kind !== "table") continue
    await copy?.end()
    copy = beginCopy(client, part.table)
  }
  await copy?.end()
  for (const table of tables) await client.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`)
}

function beginCopy(client: Client, { table, columns }: TableLine): Copy {
  const names = columns.map(escapeIdentifier).join(", ")
  const statement = `COPY ${escapeIdentifier(table)} (${names}) FROM STDIN`
  const stream: CopyStreamQuery = client.query(copyFrom(statement))
  const done = finished(stream)
  // A row that PostgreSQL refuses is told by `end`.
  done.catch(() => {})
  let waiting: string[] = []
  let size = 0

  async function flush(): Promise<void> {
    const text = waiting.join("")
    waiting = []
    size = 0
    if (!stream.write(text)) await Promise.race([once(stream, "drain"), done])
  }

  return {
    async write(row) {
      const text = row.toString("utf8")
      if (text === TABLE_END) throw new Error("a row cannot be the end of its table")
      waiting.push(`${text}\n`)
      size += text.length
      if (size > BATCH_IN_BYTES) await flush()
    },
    async end() {
      await flush()
      stream.end()
      await done
    },
  }
}

async function listTables(client: Client): Promise<string[]> {
  const own = (await readOwnNames()).tables.filter((name) => name !== "SqlDefinition")
  const { rows } = await client.query<{ name: string }>(TABLES, [own])
  return rows.map((row) => row.name)
}

const TABLES = `
  SELECT quote_ident(relname) AS "name" FROM pg_class
  WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname = ANY($1)`

const FOREIGN_KEYS = `
  SELECT conrelid::regclass::text AS "table", quote_ident(conname) AS "name", pg_get_constraintdef(oid) AS "definition"
  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
    AND conrelid IN (SELECT oid FROM pg_class WHERE pg_has_role(relowner, 'USAGE'))`

type Constraint = { table: string; name: string; definition: string }
type Copy = { write(row: Buffer): Promise<void>; end(): Promise<void> }
