import { createDb, type Db } from "@/lib/db/create-db"
import { webEnv } from "@/lib/env"

const kept = globalThis as typeof globalThis & { tenantryDb?: Db }

/** The web process's one client; kept across reloads while developing. */
export function db(): Db {
  kept.tenantryDb ??= createDb(webEnv().DATABASE_URL)
  return kept.tenantryDb
}
