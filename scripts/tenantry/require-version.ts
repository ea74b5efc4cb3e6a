import { Client } from "pg"
import { connectionTo } from "@/lib/db/connection"
import { NewerDatabaseError, requireKnownSchema } from "@/lib/db/schema-number"
import { isAhead, listPending, readSchemaNumber } from "@/prisma/migrate"
import { connectTo, requireDatabase } from "@/scripts/start/postgres/require-database"

const PATIENCE_IN_MS = 2_000

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

/** Refuses a database of a later version; one that cannot be asked within seconds is let through, for web does without. */
export async function refuseLaterVersion(url: string): Promise<void> {
  const client = new Client({
    ...connectionTo(url),
    connectionTimeoutMillis: PATIENCE_IN_MS,
    query_timeout: PATIENCE_IN_MS,
  })
  client.on("error", () => {})
  const asked = client.connect().then(() => readSchemaNumber(client))
  const schemaNumber = await asked.catch(() => 0)
  // A database that hangs does not say good-bye, either.
  client.end().catch(() => {})
  requireKnownSchema(schemaNumber)
}

/** Refuses a database that may hold more than this version knows of, or nothing. */
export async function requireAllTables(client: Client): Promise<void> {
  await requireTables(client)
  if (!(await isAhead(client))) return
  throw new NewerDatabaseError(
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
