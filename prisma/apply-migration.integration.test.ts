import { Client } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { shareTestDb } from "@/lib/db/share-test-db"
import { applyMigration } from "./apply-migration"

const testDb = shareTestDb()
let client: Client
let other: Client
beforeAll(async () => {
  client = new Client(connectionTo(testDb.url))
  other = new Client(connectionTo(testDb.url))
  await Promise.all([client.connect(), other.connect()])
})
afterAll(() => Promise.all([client.end(), other.end()]))

test("a migration that waits for a table lets those pass who only read it, and is applied once the table is free", async () => {
  await other.query("BEGIN")
  await other.query(`SELECT FROM "Tenant"`)
  const applied = apply("9999_column", `ALTER TABLE "Tenant" ADD "later" TEXT`)
  await testDb.db.tenant.count()
  await expect.poll(() => waiting("AccessExclusiveLock")).toBe(true)
  expect(await testDb.db.tenant.count()).toBe(0)
  await other.query("COMMIT")
  await applied
  expect((await other.query(`SELECT "later" FROM "Tenant"`)).rows).toEqual([])
  expect(await history("9999_column")).toHaveLength(1)
})

test("an index is built while others write to the table, and anew where a build was cut off", async () => {
  await other.query(`CREATE INDEX "Later_idx" ON "AuditEvent" ("kind")`)
  await other.query(
    `UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"Later_idx"'::regclass`,
  )
  const script = `CREATE INDEX CONCURRENTLY IF NOT EXISTS "Later_idx" ON "AuditEvent" ("kind");`
  await apply("9999_index", script)
  const { rows } = await other.query(
    `SELECT indisvalid FROM pg_index WHERE indexrelid = '"Later_idx"'::regclass`,
  )
  expect(rows).toEqual([{ indisvalid: true }])
  expect(await history("9999_index")).toHaveLength(1)
})

function apply(name: string, script: string): Promise<void> {
  return applyMigration(client, { name, script, checksum: "made up" })
}

async function waiting(mode: string): Promise<boolean> {
  const { rows } = await other.query("SELECT FROM pg_locks WHERE mode = $1 AND NOT granted", [mode])
  return rows.length > 0
}

async function history(name: string): Promise<unknown[]> {
  const known = `SELECT FROM "_prisma_migrations" WHERE migration_name = $1 AND finished_at IS NOT NULL`
  return (await other.query(known, [name])).rows
}
