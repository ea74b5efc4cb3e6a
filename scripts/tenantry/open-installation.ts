import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { createVault, type Vault } from "@/keeper/vault/vault"
import { createDb, type Db } from "@/lib/db/create-db"
import { requireDatabaseUrl } from "@/lib/db/database-url"
import type { Source } from "@/lib/env-rules"
import { vaultKeys } from "@/lib/env-values"
import { findKeys, readKeysFile } from "@/lib/vault-keys-file"
import { planEmbedded } from "@/scripts/start/postgres/embedded"
import { findEmbedded } from "@/scripts/start/postgres/find-embedded"
import { readSource } from "@/scripts/start/read-source"
import { ensureSecrets } from "@/scripts/start/secrets"
import { holdFolder } from "@/scripts/start/single-start"

/** The database and the sealing keys of this installation. */
export async function openInstallation(): Promise<Installation> {
  const { source, dataDir, db, close } = await openDatabase()
  return openVault(db, findVaultKeys(source, dataDir)).then(
    (vault) => ({ source, dataDir, db, vault, close }),
    (cause: unknown) =>
      close().then(() => {
        throw cause
      }),
  )
}

/** The text of the keys, as the environment says or as the start keeps them beside its own database. */
export function findVaultKeys(source: Source, dataDir: string): string | undefined {
  const isGiven = [
    source.DATABASE_URL,
    source.VAULT_KEYS,
    source.VAULT_KEYS_FILE,
    source.VAULT_KEYS_COMMAND,
  ].some((text) => text?.trim())
  return isGiven ? findKeys(source) : readKeysFile(join(dataDir, "vault-keys"))
}

/**
 * The database of the installation that the environment (or .env) names, whether it runs or not. Its embedded database is
 * started where it does not run, and stopped by `close`.
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const source = readSource(".env")
  const dataDir = resolve(source.DATA_DIR?.trim() || ".data")
  const own = source.DATABASE_URL?.trim()
  const { url, stop } = own ? { url: own, stop: async () => {} } : await openEmbedded(dataDir)
  requireDatabaseUrl(url)
  const db = createDb(url, { maxConnections: 5 })
  return { source, dataDir, url, db, close: () => db.$disconnect().then(stop) }
}

async function openVault(db: Db, text: string | undefined): Promise<Vault> {
  const reading = vaultKeys.safeParse(text ?? "")
  if (!reading.success) throw new Error("Set VAULT_KEYS or VAULT_KEYS_FILE, as for the keeper.")
  const { id } = await db.installation.findFirstOrThrow({ select: { id: true } })
  return createVault({ keys: reading.data, installationId: id })
}

async function openEmbedded(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  if (!existsSync(dataDir)) throw new Error(`There is no database: ${dataDir} does not exist.`)
  const hold = await holdFolder(dataDir, () => ({ pid: process.pid }))
  if (hold.kind === "held") {
    const url = findEmbedded(dataDir)
    if (url === null) throw new Error(`${dataDir} is in use, but its database does not run yet.`)
    return { url, stop: async () => {} }
  }
  const { databasePassword } = await ensureSecrets(dataDir)
  const { url, start } = await planEmbedded(dataDir, databasePassword)
  const { stop } = await start()
  return { url, stop }
}

type OpenDatabase = {
  source: Source
  dataDir: string
  url: string
  db: Db
  close(): Promise<void>
}
export type Installation = {
  source: Source
  dataDir: string
  db: Db
  vault: Vault
  close(): Promise<void>
}
