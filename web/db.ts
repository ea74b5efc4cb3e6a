import { createDb, type Db, openPool, POOL } from "@/lib/db/create-db"
import { keepSocket } from "@/lib/db/outage/sockets"
import { webEnv } from "@/lib/env"

const kept = globalThis as typeof globalThis & { tenantryDb?: Db }

/** The web process's one client; kept across reloads while developing. */
export function db(): Db {
  kept.tenantryDb ??= open(webEnv().DATABASE_URL)
  return kept.tenantryDb
}

function open(databaseUrl: string): Db {
  return createDb(databaseUrl, { pool: openPool(databaseUrl, POOL, keepSocket) })
}
