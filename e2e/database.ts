import type { Pool } from "pg"
import { createDb, type Db, openPool } from "@/lib/db/create-db"
import { emptyingSql } from "@/lib/db/testing"
import { readStack } from "@/scripts/check/stack"

let opened: { pool: Pool; db: Db } | null = null

/** One statement on the product's database, as an operator could run it. */
export async function query<Row extends object>(
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await open().pool.query<Row>(statement, values)
  return rows
}

/** Work on the product's database through its own client. */
export function onStack<T>(work: (db: Db) => Promise<T>): Promise<T> {
  return work(open().db)
}

/** The same connections for all tests of this worker, opened by the first. */
function open(): { pool: Pool; db: Db } {
  if (opened !== null) return opened
  const { databaseUrl } = readStack()
  const pool = openPool(databaseUrl, 4)
  // A test may kill the database.
  pool.on("error", () => {})
  opened = { pool, db: createDb(databaseUrl, { pool }) }
  return opened
}

/** Empties tables and what refers to them, beside a product that works. */
export async function emptyTables(...tables: string[]): Promise<void> {
  await query(emptyingSql(tables))
}
