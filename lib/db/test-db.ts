import { randomBytes } from "node:crypto"
import { Client } from "pg"
import { inject } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { createDb, type Db } from "@/lib/db/create-db"

/**
 * A fresh, migrated database for a test file, on the PostgreSQL that runs beside the tests. `drop` closes the client and
 * removes the database, whoever is still connected.
 */
export async function createTestDb(): Promise<TestDb> {
  const { adminUrl, template } = inject("testCluster") ?? refuse()
  const name = `test_${randomBytes(8).toString("hex")}`
  await query(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = new URL(adminUrl)
  url.pathname = name
  const db = createDb(url.href)
  return {
    db,
    url: url.href,
    drop: async () => {
      await db.$disconnect()
      await query(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
    },
  }
}

function refuse(): never {
  throw new Error("A unit test has no database: name its file *.integration.test.ts")
}

async function query(url: string, statement: string): Promise<void> {
  const client = new Client(connectionTo(url))
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

export type TestDb = { db: Db; url: string; drop(): Promise<void> }
