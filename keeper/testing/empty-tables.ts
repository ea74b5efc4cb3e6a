import type { Db } from "@/lib/db/create-db"
import { emptyingSql } from "@/lib/db/testing"

/** Empties tables and what refers to them. */
export async function emptyTables(db: Db, ...tables: string[]): Promise<void> {
  await db.$executeRawUnsafe(emptyingSql(tables))
}
