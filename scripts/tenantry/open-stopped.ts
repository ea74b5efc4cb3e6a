import { join, resolve } from "node:path"
import type { Client } from "pg"
import type { VaultKey } from "@/keeper/vault/vault"
import { openClient } from "@/lib/db/connection"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import { NewerDatabaseError } from "@/lib/db/schema-number"
import type { Source } from "@/lib/env-rules"
import { formatAmount } from "@/lib/format"
import { readMigrations } from "@/prisma/read-migrations"
import { listWebRoles } from "@/prisma/roles"
import { planEmbedded } from "@/scripts/start/postgres/embedded"
import { requireDatabase } from "@/scripts/start/postgres/require-database"
import { requireWebRole } from "@/scripts/start/postgres/require-web-role"
import { readSource } from "@/scripts/start/read-source"
import { ensureSecrets } from "@/scripts/start/secrets"
import { holdFolder } from "@/scripts/start/single-start"
import { closing, findVaultKeys } from "./open-installation"
import { readVaultKeys, requireSettings } from "./require-settings"

/**
 * The database of the installation that the environment (or .env) names, which nobody else may use: an embedded one is made
 * where there is none, and stopped by `close`.
 */
export async function openStopped(): Promise<Emptied> {
  const source = requireSettings(readSource(".env"))
  const { DATA_DIR = ".data", DATABASE_URL: own } = source
  const dataDir = resolve(DATA_DIR)
  const keys = readVaultKeys(source, findVaultKeys(source, dataDir))
  if (keys === null) {
    throw new Error(
      `The vault keys are not here. A back-up does not hold them: set VAULT_KEYS or VAULT_KEYS_FILE, or put them into ${join(dataDir, "vault-keys")}.`,
    )
  }
  const { url, stop, embedded } = own
    ? { url: own, stop: async () => {}, embedded: undefined }
    : await makeEmbedded(dataDir)
  const found = await requireUnused(url).catch(closing(stop))
  const web = own ? source.WEB_DATABASE_URL : undefined
  const webRole = web ? await requireWebRole({ keeper: url, web }) : embedded
  const webRoles = webRole === undefined ? found.webRoles : [webRole]
  return { source, dataDir, url, keys, holds: found.holds, webRoles, close: stop }
}

async function makeEmbedded(dataDir: string) {
  const { databasePassword } = await ensureSecrets(dataDir)
  const hold = await holdFolder(dataDir, () => ({ pid: process.pid }))
  if (hold.kind === "held") throw new Error(`${dataDir} is in use. Stop Tenantry first.`)
  const { url, web, start } = await planEmbedded(dataDir, databasePassword)
  const { stop } = await start()
  return { url, stop, embedded: web.role }
}

async function requireUnused(url: string): Promise<Found> {
  await requireDatabase(url)
  const client = await openClient(url)
  return look(client, url).finally(() => client.end())
}

async function look(client: Client, url: string): Promise<Found> {
  const { rows: users } = await client.query<{ pid: number }>(USERS, [
    requireDatabaseUrl(url).applicationName,
  ])
  if (users.length > 0) {
    throw new Error(
      `${formatAmount(users.length, "connection")} to this database ${users.length === 1 ? "is" : "are"} open. Stop Tenantry first, web and keeper, wherever they run.`,
    )
  }
  const { rows: tables } = await client.query<{ known: boolean }>(
    `SELECT to_regclass('"Grant"') IS NOT NULL AND to_regclass('"Tenant"') IS NOT NULL AS "known"`,
  )
  if (!tables[0]?.known) return { holds: "nothing yet", webRoles: [] }
  await requireNoLaterVersion(client)
  const { rows } = await client.query<{ grants: number; tenants: number }>(
    `SELECT (SELECT count(*)::int FROM "Grant") AS "grants", (SELECT count(*)::int FROM "Tenant") AS "tenants"`,
  )
  const { grants = 0, tenants = 0 } = rows[0] ?? {}
  const holds = `${formatAmount(grants, "sign-in")} and ${formatAmount(tenants, "organisation")}`
  return { holds, webRoles: await listWebRoles(client) }
}

/** What a later version has made would stay beside the restored tables. */
async function requireNoLaterVersion(client: Client): Promise<void> {
  const known = (await readMigrations()).map(({ name }) => name)
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS "name" FROM "_prisma_migrations" WHERE NOT migration_name = ANY($1) LIMIT 1`,
    [known],
  )
  if (rows.length === 0) return
  throw new NewerDatabaseError(
    "A later version of Tenantry has used this database. Restore with that version, or into an empty database.",
  )
}

const USERS = `
  SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND (usesysid = (SELECT oid FROM pg_roles WHERE rolname = current_user) OR application_name = $1)`

type Found = Pick<Emptied, "holds" | "webRoles">
export type Emptied = {
  source: Source
  dataDir: string
  url: string
  keys: VaultKey[]
  /** What the database holds now, in words. */
  holds: string
  /** The one that is web's by a setting or by our own hand, else those that have web's rights there. */
  webRoles: string[]
  close(): Promise<void>
}
