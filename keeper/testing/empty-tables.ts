import type { Db } from "@/lib/db/create-db"

/** Empties tables and what refers to them, events too, which the product itself can never remove. */
export async function emptyTables(db: Db, ...tables: string[]): Promise<void> {
  const names = tables.map((table) => `"${table}"`).join(", ")
  await db.$transaction([
    db.$executeRaw`SET LOCAL session_replication_role = replica`,
    db.$executeRawUnsafe(`TRUNCATE ${names} CASCADE`),
  ])
}
