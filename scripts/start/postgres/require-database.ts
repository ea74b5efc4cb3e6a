import { readFile } from "node:fs/promises"
import type { Client } from "pg"
import { openClient } from "@/lib/db/connection"
import { POOL } from "@/lib/db/create-db"
import { type DatabaseTarget, requireDatabaseUrl } from "@/lib/db/database-url"
import { SESSION_SETTINGS } from "@/lib/db/session-settings"
import { listPending } from "@/prisma/migrate"
import { inPrisma } from "@/prisma/sql-folder"
import { describeFailure } from "./connect-failure"
import { findPooler } from "./find-pooler"
import { listMissingRights } from "./missing-rights"

const OLDEST = 14
const BESIDE_THE_POOL = 2

/**
 * Refuses a database that the product cannot work with, naming each reason and its remedy; nothing has been written by
 * then. Settings that a session can change are set by every session; this checks the rest.
 */
export async function requireDatabase(databaseUrl: string): Promise<void> {
  const target = requireDatabaseUrl(databaseUrl)
  const client = await connectTo(databaseUrl)
  const problems = await listProblems(client, databaseUrl).finally(() => client.end())
  if (problems.length === 0) return
  const lines = problems.map((problem) => `  ${problem}`)
  throw new Error(`${at(target)} needs a change; nothing was written.\n${lines.join("\n")}`)
}

/** A connection, or why there is none and what to do, for people; `name` is the setting that has the address. */
export async function connectTo(databaseUrl: string, name = "DATABASE_URL"): Promise<Client> {
  const target = requireDatabaseUrl(databaseUrl)
  return openClient(databaseUrl).catch((cause: unknown) => {
    throw new Error(`${at(target, name)} ${describeFailure(cause, target)}`, { cause })
  })
}

async function listProblems(client: Client, databaseUrl: string): Promise<string[]> {
  const { schema, maxConnections } = requireDatabaseUrl(databaseUrl)
  const found = [
    ...(await listUnfit(client)),
    ...(await listUnheld(client, schema)),
    ...(await listTight(client, maxConnections ?? POOL)),
  ]
  if (found.length > 0) return found
  const pooler = await findPooler(client, databaseUrl)
  if (pooler.length > 0) return pooler
  const tables = await ourTables()
  const rights = await listMissingRights(client, { schema, tables, toMigrate: false })
  if (rights.length > 0) return rights
  return listUpgradeProblems(client, { schema, tables })
}

/** Lists what neither a session nor we can change. */
async function listUnfit(client: Client): Promise<string[]> {
  const { rows } = await client.query<Facts>(FACTS)
  const [facts] = rows
  if (facts === undefined) return ["It does not say what it is."]
  const { version, encoding, isStandby, replicationRole, transactionTimeout, hidden } = facts
  const reset = (name: string) =>
    `ALTER ROLE CURRENT_USER IN DATABASE ${facts.database} SET ${name}`
  return [
    Math.floor(version / 10_000) >= OLDEST ||
      `It is PostgreSQL ${Math.floor(version / 10_000)}; ${OLDEST} or newer is needed.`,
    encoding === "UTF8" ||
      `Its encoding is ${encoding}, which cannot hold every name. Make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`,
    !isStandby || "It is a standby, which can only be read. Name the primary server.",
    replicationRole === "origin" ||
      `session_replication_role is ${replicationRole}, so no trigger fires. A superuser resets it: ${reset("session_replication_role")} = 'origin'`,
    (transactionTimeout ?? "0") === "0" ||
      `transaction_timeout is ${transactionTimeout}, which cuts off migrations and clean-ups: ${reset("transaction_timeout")} = 0`,
    (hidden ?? "") === "" ||
      `restrict_nonsystem_relation_kind is ${hidden}, which hides views or tables: ${reset("restrict_nonsystem_relation_kind")} = ''`,
  ].filter((problem) => typeof problem === "string")
}

/** Lists settings that the session asked for and did not get, because something in between drops them. */
async function listUnheld(client: Client, schema: string): Promise<string[]> {
  const wanted = Object.entries({ ...SESSION_SETTINGS, search_path: `"${schema}"` })
  const { rows } = await client.query<{ values: string[] }>(
    `SELECT ARRAY(SELECT current_setting(name) FROM unnest($1::text[]) WITH ORDINALITY n(name, at) ORDER BY at) AS values`,
    [wanted.map(([name]) => name)],
  )
  const lost = wanted.find(([, value], index) => rows[0]?.values[index] !== value)
  if (lost === undefined) return []
  return [
    `It does not keep the session's settings (${lost[0]}): a pooler stands in between. Name PostgreSQL itself, not the pooler.`,
  ]
}

/** Lists limits on connections that one process alone would meet: its pool, and those that listen. */
async function listTight(client: Client, pool: number): Promise<string[]> {
  const { rows } = await client.query<{ whose: string; limit: number }>(LIMITS)
  const needed = pool + BESIDE_THE_POOL
  return rows
    .filter(({ limit }) => limit >= 0 && limit < needed)
    .map(
      ({ whose, limit }) =>
        `It allows only ${limit} at a time, and each process takes up to ${needed} connections. Run: ALTER ${whose} CONNECTION LIMIT -1`,
    )
}

async function listUpgradeProblems(client: Client, place: Place): Promise<string[]> {
  const pending = await listPending(client)
  if (pending.length === 0) return []
  const { rows } = await client.query<{ others: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AND to_regclass('"Installation"') IS NULL AS others`,
  )
  if (rows[0]?.others) {
    return [
      `Another program keeps its tables in the schema ${place.schema} (there is a _prisma_migrations that is not ours). Use a database of Tenantry's own, or add ?schema=tenantry.`,
    ]
  }
  return listMissingRights(client, { ...place, toMigrate: true })
}

async function ourTables(): Promise<string[]> {
  const schema = await readFile(inPrisma("schema.prisma"), "utf8")
  const models = [...schema.matchAll(/^(?:model|view) (\w+)/gm)].map(([, name = ""]) => name)
  return [...models, "_prisma_migrations"]
}

function at({ host, port }: DatabaseTarget, name = "DATABASE_URL"): string {
  return `${name}: the database at ${host}:${port}`
}

const FACTS = `
  SELECT current_setting('server_version_num')::int AS "version", current_setting('server_encoding') AS "encoding",
    pg_is_in_recovery() AS "isStandby", current_setting('session_replication_role') AS "replicationRole",
    current_setting('transaction_timeout', true) AS "transactionTimeout",
    current_setting('restrict_nonsystem_relation_kind', true) AS "hidden",
    quote_ident(current_database()) AS "database"`

const LIMITS = `
  SELECT 'ROLE ' || quote_ident(rolname) AS "whose", rolconnlimit AS "limit" FROM pg_roles
  WHERE rolname = session_user AND NOT rolsuper
  UNION ALL
  SELECT 'DATABASE ' || quote_ident(datname), datconnlimit FROM pg_database, pg_roles
  WHERE datname = current_database() AND rolname = session_user AND NOT rolsuper`

type Place = { schema: string; tables: string[] }
type Facts = {
  version: number
  encoding: string
  isStandby: boolean
  replicationRole: string
  transactionTimeout: string | null
  hidden: string | null
  database: string
}
