import { setTimeout as sleep } from "node:timers/promises"
import type { Client } from "pg"

const TABLES = ["Grant", "TokenSet", "Tenant", "Connection"]

/** Sets the stored chains aside, numbered, so that each measurement starts from the same rows. */
export async function keepAside(database: Client): Promise<void> {
  await database.query(`CREATE SCHEMA bench`)
  for (const table of TABLES) {
    await database.query(`CREATE TABLE bench."${table}" AS SELECT * FROM public."${table}"`)
  }
  await database.query(`
    CREATE TABLE bench.number AS
    SELECT c."grantId", c."tenantId", row_number() OVER (ORDER BY c."grantId") AS n FROM bench."Connection" c`)
}

/** Leaves only the first `count` chains, all due from the moment of the commit. */
export async function makeAllDue(database: Client, count: number): Promise<void> {
  await putBack(database, count, `clock_timestamp() - random() * interval '1 hour'`)
}

/** Leaves only the first `count` chains, due over the coming day. */
export async function makeNoneDue(database: Client, count: number): Promise<void> {
  await putBack(
    database,
    count,
    `clock_timestamp() + interval '1 hour' + random() * interval '20 hours'`,
  )
}

async function putBack(database: Client, count: number, due: string): Promise<void> {
  await database.query(`UPDATE bench."Grant" SET "refreshDueAt" = ${due}`)
  await database.query("BEGIN")
  // The rows refer to each other, so foreign keys are off; the copies are known to be complete.
  await database.query("SET LOCAL session_replication_role = replica")
  await database.query(`
    TRUNCATE "AuditEvent", "RefreshAttempt", "Connection", "TokenSet", "Grant", "Tenant" CASCADE`)
  for (const [table, key] of [
    ["Tenant", "tenantId"],
    ["TokenSet", "grantId"],
    ["Connection", "grantId"],
    ["Grant", "grantId"],
  ] as const) {
    const own = table === "Grant" ? "id" : key
    const columns = await listColumns(database, table)
    await database.query(
      `INSERT INTO public."${table}" (${columns.join(", ")})
        SELECT ${columns.map((column) => `t.${column}`).join(", ")} FROM bench."${table}" t
        JOIN bench.number b ON b."${key}" = t."${own}" WHERE b.n <= $1`,
      [count],
    )
  }
  await database.query(`ANALYZE "Grant", "TokenSet", "Tenant", "Connection", "RefreshAttempt"`)
  await database.query("COMMIT")
}

/** Without those that PostgreSQL computes itself. */
async function listColumns(database: Client, table: string): Promise<string[]> {
  const { rows } = await database.query<{ name: string }>(
    `SELECT quote_ident(attname) AS "name" FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [`public."${table}"`],
  )
  return rows.map((row) => row.name)
}

/** Waits until the answers of that many refreshes are stored. */
export async function untilStored(database: Client, count: number): Promise<void> {
  for (;;) {
    const { rows } = await database.query<{ stored: number }>(
      `SELECT count(*)::int AS "stored" FROM "RefreshAttempt" WHERE "outcome" = 'ok'`,
    )
    if ((rows[0]?.stored ?? 0) >= count) return
    await sleep(20)
  }
}

/** What is left of a queue falls due tomorrow; returns once no keeper has claimed any of it. */
export async function makeRestWait(database: Client): Promise<void> {
  await database.query(
    `UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() + interval '1 day' WHERE "refreshDueAt" <= clock_timestamp()`,
  )
  for (;;) {
    // A claimed grant is due again in a minute, a refreshed one in many hours.
    const { rowCount } = await database.query(
      `SELECT FROM "Grant" WHERE "refreshDueAt" < clock_timestamp() + interval '1 hour' LIMIT 1`,
    )
    if (rowCount === 0) return
    await sleep(20)
  }
}
