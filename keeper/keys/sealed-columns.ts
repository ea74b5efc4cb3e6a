import type { Db, Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/** Every column that holds sealed values, whichever room made it: their names end alike. */
export async function listSealedColumns(db: Db | Tx): Promise<SealedColumn[]> {
  const rows = await db.$queryRaw<{ table: string; column: string }[]>`
    SELECT c.relname AS "table", a.attname AS "column"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND a.attname LIKE '%Sealed'
    ORDER BY 1, 2`
  return rows.map(({ table, column }) => ({
    name: `${table}.${column.slice(0, -"Sealed".length)}`,
    table: Prisma.raw(`"${table}"`),
    column: Prisma.raw(`"${column}"`),
  }))
}

export type SealedColumn = {
  /** As people are told: `TokenSet.refreshToken`. */
  name: string
  table: Prisma.Sql
  column: Prisma.Sql
}
