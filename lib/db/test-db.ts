import { randomBytes } from "node:crypto"
import { Client } from "pg"
import { inject } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { createDb, type Db } from "@/lib/db/create-db"

/**
 * A fresh, migrated database for a test file, on the PostgreSQL that runs beside the tests. `web` may do what web's role may.
 * `drop` closes the clients and removes the database, whoever is still connected.
 */
export async function createTestDb(): Promise<WebTestDb> {
  const { adminUrl, template, webRole } = inject("testCluster") ?? refuse()
  const name = `test_${randomBytes(8).toString("hex")}`
  await query(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  const url = new URL(adminUrl)
  url.pathname = name
  const webUrl = new URL(url)
  webUrl.username = webRole
  const [db, web] = [createDb(url.href), createDb(webUrl.href)]
  return {
    db,
    web,
    url: url.href,
    drop: async () => {
      await Promise.all([db.$disconnect(), web.$disconnect()])
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

export type WebTestDb = TestDb & { web: Db }
export type TestDb = { db: Db; url: string; drop(): Promise<void> }
