import { join, resolve } from "node:path"
import type { Client } from "pg"
import { countValues } from "@/keeper/keys/count-values"
import { listRightKeys } from "@/keeper/keys/manage-reseal"
import { createVault, type Vault } from "@/keeper/vault/vault"
import { createDb, type Db } from "@/lib/db/create-db"
import { isSet, SettingsError, type Source } from "@/lib/env-rules"
import { findKeys, readKeysFile } from "@/lib/vault-keys-file"
import { planEmbedded } from "@/scripts/start/postgres/embedded"
import { findEmbedded, requireEmbedded } from "@/scripts/start/postgres/find-embedded"
import { connectTo } from "@/scripts/start/postgres/require-database"
import { untilReachable } from "@/scripts/start/postgres/until-reachable"
import { pause } from "@/scripts/start/processes/pause"
import { readSource } from "@/scripts/start/read-source"
import { ensureSecrets } from "@/scripts/start/secrets"
import { holdFolder, isStart } from "@/scripts/start/single-start"
import { missingKeys, readVaultKeys, requireSettings } from "./require-settings"
import { requireAllTables, requireFitDatabase } from "./require-version"

// A start has its database within seconds, and most commands end as soon.
const PATIENCE_IN_MS = 30_000
const LOOK_AGAIN_IN_MS = 200

/** The database and the sealing keys of this installation. */
export async function openInstallation(): Promise<Installation> {
  const { close, ...opened } = await openDatabase()
  const { source, dataDir, db } = opened
  return openVault(db, source, findVaultKeys(source, dataDir)).then(
    (vault) => ({ ...opened, vault, close }),
    closing(close),
  )
}

/**
 * Refuses a sealing key that is not the one which sealed what is stored under its id: whatever this command sealed with it would open
 * for no keeper.
 */
export async function requireSealingKey({ db, vault }: Installation): Promise<void> {
  const { sealingKeyId } = vault
  if ((await listRightKeys(vault, await countValues(db))).includes(sealingKeyId)) return
  const problem = `names a key ${sealingKeyId} that does not open what ${sealingKeyId} sealed: it is another one`
  throw new SettingsError([{ name: "VAULT_KEYS", problem }])
}

/** The text of the keys, as the environment says or as the start keeps them beside its own database. */
export function findVaultKeys(source: Source, dataDir: string): string | undefined {
  const isGiven = [
    source.DATABASE_URL,
    source.VAULT_KEYS,
    source.VAULT_KEYS_FILE,
    source.VAULT_KEYS_COMMAND,
  ].some(isSet)
  return isGiven ? findKeys(source) : readKeysFile(join(dataDir, "vault-keys"))
}

/**
 * The database of the installation that the environment (or .env) names, whether it runs or not. Its embedded database is
 * started where it does not run, and stopped by `close`.
 */
export async function openDatabase(): Promise<OpenDatabase> {
  const { stop, ...reached } = await reachDatabase()
  await requireFitDatabase(reached.url).catch(closing(stop))
  const db = createDb(reached.url, { maxConnections: 5 })
  return { ...reached, db, close: () => db.$disconnect().then(stop) }
}

/** A connection for reading alone: a standby will do, and a database of an earlier version. */
export async function openToRead(): Promise<{ client: Client; close(): Promise<void> }> {
  const { url, stop } = await reachDatabase()
  const client = await connectTo(url).catch(closing(stop))
  const close = () => client.end().then(stop)
  return requireAllTables(client).then(() => ({ client, close }), closing(close))
}

/** What is done where a step fails after something was opened. */
export function closing(close: () => Promise<void>): (cause: unknown) => Promise<never> {
  return (cause) =>
    close().then(() => {
      throw cause
    })
}

async function reachDatabase(): Promise<Reached> {
  const source = requireSettings(readSource(".env"))
  const { APP_URL: appUrl, DATA_DIR = ".data", DATABASE_URL: own } = source
  const dataDir = resolve(DATA_DIR)
  const { url, stop } = own ? { url: own, stop: async () => {} } : await openEmbedded(dataDir)
  return { source, appUrl, dataDir, url, stop }
}

async function openVault(db: Db, source: Source, text: string | undefined): Promise<Vault> {
  const keys = readVaultKeys(source, text)
  if (keys === null) throw new SettingsError([missingKeys()])
  const { id } = await db.installation.findFirstOrThrow({ select: { id: true } })
  return createVault({ keys, installationId: id })
}

/** A start's database is shared once it answers; a command stops the one that it started, so the next waits for its turn. */
async function openEmbedded(dataDir: string): Promise<Embedded> {
  requireEmbedded(dataDir)
  const patience = AbortSignal.timeout(PATIENCE_IN_MS)
  while (!patience.aborted) {
    const hold = await holdFolder(dataDir, () => ({ pid: process.pid }))
    if (hold.kind === "ours") return startEmbedded(dataDir)
    const url = isStart(hold.word) ? findEmbedded(dataDir) : null
    if (url !== null) return share(url, patience)
    await pause(LOOK_AGAIN_IN_MS, patience)
  }
  throw new Error(
    `${dataDir} is in use by a command, or by a start whose database does not run yet. Run this again in a while.`,
  )
}

/** Whoever uses it says next why it cannot be reached. */
async function share(databaseUrl: string, signal: AbortSignal): Promise<Embedded> {
  await untilReachable({ databaseUrl, print() {}, signal }).catch(() => {})
  return { url: databaseUrl, stop: async () => {} }
}

async function startEmbedded(dataDir: string): Promise<Embedded> {
  const { databasePassword } = await ensureSecrets(dataDir)
  const { url, start } = await planEmbedded(dataDir, databasePassword)
  const { stop } = await start()
  return { url, stop }
}

type Embedded = { url: string; stop(): Promise<void> }
type Reached = {
  source: Source
  appUrl: string
  dataDir: string
  url: string
  stop(): Promise<void>
}
type OpenDatabase = Omit<Reached, "stop"> & { db: Db; close(): Promise<void> }
export type Installation = OpenDatabase & { vault: Vault }
