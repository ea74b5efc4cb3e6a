import type { Client } from "pg"
import { requireKnownSchema } from "@/lib/db/schema-number"
import { isAhead, listPending, readSchemaNumber } from "@/prisma/migrate"
import { connectTo, requireDatabase } from "@/scripts/start/postgres/require-database"

/** Refuses a database that this version cannot use, and says what to do: nothing is migrated and nothing was written. */
export async function requireFitDatabase(url: string): Promise<void> {
  await requireDatabase(url)
  const client = await connectTo(url)
  await requireThisVersion(client).finally(() => client.end())
}

async function requireThisVersion(client: Client): Promise<void> {
  await requireTables(client)
  requireKnownSchema(await readSchemaNumber(client))
  if ((await listPending(client)).length === 0) return
  throw new Error("The database is of an earlier version. Run tenantry migrate first.")
}

/** Refuses a database that may hold more than this version knows of, or nothing. */
export async function requireAllTables(client: Client): Promise<void> {
  await requireTables(client)
  if (!(await isAhead(client))) return
  throw new Error(
    "A later version of Tenantry has changed this database, and this one does not know all of it. Use the later version's command.",
  )
}

async function requireTables(client: Client): Promise<void> {
  const { rows } = await client.query<{ empty: boolean }>(
    `SELECT to_regclass('"Installation"') IS NULL OR to_regclass('"_prisma_migrations"') IS NULL AS "empty"`,
  )
  if (!rows[0]?.empty) return
  throw new Error("The database holds nothing of Tenantry yet. Run tenantry migrate first.")
}
