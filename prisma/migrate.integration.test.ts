import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { Client } from "pg"
import { expect, inject, test } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { SCHEMA_NUMBER } from "@/lib/db/schema-number"
import { shareTestDb } from "@/lib/db/share-test-db"
import { diffSchema } from "./diff-schema"
import { migrate } from "./migrate"

const NAMES = readdirSync("prisma/migrations").filter((name) => /^\d/.test(name))
const testDb = shareTestDb()

test("the committed migrations make exactly what schema.prisma says", async () => {
  expect(await diffSchema(testDb.url)).toBeNull()
})

test("what a database lacks, or has too much of, is found", async () => {
  await withDatabase(async (client, url) => {
    await migrate(url)
    await client.query(`DROP INDEX "TokenSet_parentId_idx"`)
    await client.query(`ALTER TABLE "Incident" ALTER "openedAt" SET DEFAULT now(), ADD "more" int`)
    const script = await diffSchema(url)
    expect(script).toContain(`CREATE INDEX "TokenSet_parentId_idx" ON "TokenSet"("parentId")`)
    expect(script).toContain("SET DEFAULT clock_timestamp()")
    expect(script).toContain(`DROP COLUMN "more"`)
  })
})

test("an empty database is brought up by many at once, each migration once, with Prisma's checksums", async () => {
  await withDatabase(async (client, url) => {
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
    expect(applied.map((names) => names.length).sort()).toEqual([0, 0, NAMES.length])
    const { rows } = await client.query(
      `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, rolled_back_at, applied_steps_count AS steps
       FROM "_prisma_migrations" ORDER BY migration_name`,
    )
    expect(rows).toEqual(
      NAMES.sort().map((name) => {
        const content = readFileSync(`prisma/migrations/${name}/migration.sql`)
        const checksum = createHash("sha256").update(content).digest("hex")
        return { migration_name: name, checksum, finished: true, rolled_back_at: null, steps: 1 }
      }),
    )
  })
})

test("a database of a later version, which this one cannot live with, is left as it is, and a sentence says so", async () => {
  await withDatabase(async (client, url) => {
    await migrate(url)
    await client.query(`UPDATE "Installation" SET "schemaNumber" = $1`, [SCHEMA_NUMBER + 1])
    await client.query(`DELETE FROM "_prisma_migrations" WHERE migration_name = $1`, [NAMES[0]])
    await expect(migrate(url)).rejects.toThrow(
      /^This database belongs to a later version of Tenantry: .* Start that version again, or restore a back-up/,
    )
  })
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

test("a migration that fails says which, where and why, and leaves nothing", async () => {
  await withDatabase(async (client, url) => {
    await client.query(`CREATE TYPE "IncidentKind" AS ENUM ('in the way')`)
    await expect(migrate(url)).rejects.toThrow(
      /^The migration 20261121000002_incidents_and_clone_guard failed, and nothing of it stayed. PostgreSQL says: type "IncidentKind" already exists \(42710\)/,
    )
    const { rows } = await client.query(`SELECT migration_name FROM "_prisma_migrations"`)
    expect(rows).toHaveLength(2)
    await client.query(`DROP TYPE "IncidentKind"`)
    expect(await migrate(url)).toHaveLength(NAMES.length - 2)
  })
})

test("a view, a function or a trigger that is not the committed one is made anew, and only that", async () => {
  await withDatabase(async (client, url) => {
    await migrate(url)
    await client.query(`DROP VIEW "TenantOverview"`)
    await client.query(
      `UPDATE "SqlDefinition" SET "fingerprint" = 'old', "appliedAt" = to_timestamp(0) WHERE "name" LIKE 'views/%'`,
    )
    const before = await client.query(`SELECT "name", "appliedAt" FROM "SqlDefinition"`)
    await migrate(url)
    expect((await client.query(`SELECT FROM "TenantOverview"`)).rows).toEqual([])
    const after = await client.query(`SELECT "name", "appliedAt" FROM "SqlDefinition"`)
    const untouched = (rows: { name: string }[]) =>
      rows.filter(({ name }) => !name.startsWith("views/")).sort(byName)
    expect(untouched(after.rows)).toEqual(untouched(before.rows))
  })
})

test("a database that a later version has migrated keeps that version's views", async () => {
  await withDatabase(async (client, url) => {
    await migrate(url)
    await client.query(
      `DROP VIEW "TenantOverview"; CREATE VIEW "TenantOverview" AS SELECT 1 AS later`,
    )
    await client.query(`UPDATE "SqlDefinition" SET "fingerprint" = 'of a later version'`)
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9999_later', now())`,
    )
    await migrate(url)
    expect((await client.query(`SELECT later FROM "TenantOverview"`)).rows).toEqual([{ later: 1 }])
  })
})

/** An empty database for one test. */
async function withDatabase(use: (client: Client, url: string) => Promise<void>): Promise<void> {
  const { adminUrl } = inject("testCluster")
  const admin = new Client(connectionTo(adminUrl))
  await admin.connect()
  const name = `migrate_${process.pid}_${Math.random().toString(36).slice(2)}`
  await admin.query(`CREATE DATABASE ${name}`)
  const url = new URL(adminUrl)
  url.pathname = name
  const client = new Client(connectionTo(url.href))
  await client.connect()
  await use(client, url.href).finally(async () => {
    await client.end()
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`)
    await admin.end()
  })
}

function byName(one: { name: string }, other: { name: string }): number {
  return one.name < other.name ? -1 : 1
}
