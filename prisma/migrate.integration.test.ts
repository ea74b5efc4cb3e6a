import { Client } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { migrate } from "./migrate"
import { withSchemaEngine } from "./schema-engine"

let testDb: TestDb
beforeAll(async () => {
  testDb = await createTestDb()
})
afterAll(() => testDb.drop())

test("the committed migrations make exactly what schema.prisma says", async () => {
  const script = await withSchemaEngine({ connectionString: testDb.url }, (engine, schema) =>
    engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [schema] },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  )
  const migrated = await listParts("public")
  await query("CREATE SCHEMA from_datamodel")
  await query(`SET search_path TO from_datamodel; ${withoutSchemaName(script.stdout ?? "")}`)
  const declared = await listParts("from_datamodel")
  expect(migrated.filter((part) => !part.includes("_prisma_migrations"))).toEqual(declared)
})

test("migrating a migrated database applies nothing, however many do it at once", async () => {
  expect(await Promise.all([migrate(testDb.url), migrate(testDb.url)])).toEqual([[], []])
})

test("a migration that an earlier start began and never finished is applied again", async () => {
  await testDb.db.$executeRaw`
    INSERT INTO "_prisma_migrations" (id, checksum, migration_name, started_at, applied_steps_count)
    VALUES (gen_random_uuid(), 'cut off', '99990101000000_cut_off', clock_timestamp(), 0)`
  await migrate(testDb.url)
  const rows = await testDb.db.$queryRaw<{ rolled_back_at: Date | null }[]>`
    SELECT rolled_back_at FROM "_prisma_migrations" WHERE migration_name = '99990101000000_cut_off'`
  expect(rows[0]?.rolled_back_at).toBeInstanceOf(Date)
})

/**
 * Tables with their columns, indexes, constraints and enums of a schema, each in PostgreSQL's own words; without what
 * schema.prisma cannot say: views, partial indexes, indexes of expressions, checks.
 */
async function listParts(schema: string): Promise<string[]> {
  const rows = await query(PARTS, [schema])
  return rows.map(({ part }) => part.replaceAll(`${schema}.`, ""))
}

async function query(statement: string, values?: unknown[]): Promise<{ part: string }[]> {
  const client = new Client({ connectionString: testDb.url })
  await client.connect()
  const { rows } = await client.query(statement, values).finally(() => client.end())
  return rows
}

function withoutSchemaName(script: string): string {
  return script.replace(/CREATE SCHEMA IF NOT EXISTS "public";/, "").replaceAll('"public".', "")
}

const PARTS = `
  WITH home AS (SELECT oid FROM pg_namespace WHERE nspname = $1)
  SELECT concat_ws(' ', 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
                   a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) AS part
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relkind = 'r' AND c.relnamespace IN (SELECT oid FROM home)
  UNION ALL
  SELECT 'index ' || pg_get_indexdef(indexrelid)
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relnamespace IN (SELECT oid FROM home) AND indpred IS NULL AND indexprs IS NULL
  UNION ALL
  SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace IN (SELECT oid FROM home) AND contype <> 'c'
  UNION ALL
  SELECT concat_ws(' ', 'enum', typname, enumlabel, enumsortorder)
  FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid WHERE typnamespace IN (SELECT oid FROM home)
  ORDER BY part`
