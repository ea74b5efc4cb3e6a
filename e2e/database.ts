import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { createDb, type Db } from "@/lib/db/create-db"
import { readStack } from "@/scripts/check/stack"

/** One statement on the product's database, as an operator could run it. */
export async function query<Row extends object>(
  statement: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client(connectionTo(readStack().databaseUrl))
  await client.connect()
  const { rows } = await client.query<Row>(statement, values).finally(() => client.end())
  return rows
}

/** Work on the product's database through its own client. */
export async function onStack<T>(work: (db: Db) => Promise<T>): Promise<T> {
  const db = createDb(readStack().databaseUrl, { maxConnections: 1 })
  return work(db).finally(() => db.$disconnect())
}

/**
 * Empties tables and what refers to them, beside a product that works. It takes all locks at once or none, and holds
 * none while it waits until no one uses the tables: so it cannot be part of a deadlock.
 */
export async function emptyTables(...tables: string[]): Promise<void> {
  await query(`
    DO $$
    DECLARE
      every text := (SELECT string_agg(format('%I', relname), ', ') FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace);
    BEGIN
      LOOP
        BEGIN
          EXECUTE 'LOCK TABLE ' || every || ' IN ACCESS EXCLUSIVE MODE NOWAIT';
          EXIT;
        EXCEPTION WHEN lock_not_available THEN
          PERFORM pg_sleep(0.01);
        END;
      END LOOP;
      -- The product itself never removes an event.
      SET LOCAL session_replication_role = replica;
      TRUNCATE ${tables.map((table) => `"${table}"`).join(", ")} CASCADE;
    END $$`)
}
