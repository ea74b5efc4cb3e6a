import { randomBytes, randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, mkdir, open, readFile, rename } from "node:fs/promises"
import { join } from "node:path"
import { installationId } from "@/lib/env-values"

/**
 * The secrets that a start with its own database creates, one file each, readable only by its system user. Secrets that
 * rows depend on are never created a second time: a new key would lock the old rows for ever.
 */
export async function ensureSecrets(dataDir: string): Promise<Secrets> {
  const inUse = holdsDatabase(dataDir)
  return {
    databasePassword: await ensureSecret({ dataDir, name: "database-password", make: hex, inUse }),
    keeperSecret: await ensureSecret({ dataDir, name: "keeper-secret", make: hex }),
    authSecret: await ensureSecret({ dataDir, name: "auth-secret", make: hex }),
  }
}

/** The file with the vault's keys; created only while no row can be sealed by another key. */
export async function ensureVaultKeys(dataDir: string): Promise<string> {
  const inUse = holdsDatabase(dataDir)
  const instead = ", or set VAULT_KEYS to the keys that were used"
  await ensureSecret({ dataDir, name: "vault-keys", make: vaultKey, inUse, instead })
  return join(dataDir, "vault-keys")
}

/** The id of this installation, created once and kept beside its database; a database with another holder is a copy. */
export async function ensureInstallationId(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const made = await ensureSecret({ dataDir, name: "installation-id", make: randomUUID })
  if (installationId.safeParse(made).success) return made
  throw new Error(
    `${join(dataDir, "installation-id")} does not hold an id. Restore the file from a backup, or set INSTALLATION_ID.`,
  )
}

/** Throws where it cannot be told: a folder is there, but the disk that belongs there may not be mounted. */
function holdsDatabase(dataDir: string): boolean {
  const folder = join(dataDir, "postgres")
  if (!existsSync(folder)) return false
  if (existsSync(join(folder, "PG_VERSION"))) return true
  throw new Error(
    `${folder} holds no database. If its disk is not mounted, mount it. For a new database remove the folder; a disk of its own is mounted at DATA_DIR.`,
  )
}

/** The content of the file, or what `make` returns. */
export async function ensureSecret(options: SecretOptions): Promise<string> {
  const path = join(options.dataDir, options.name)
  const kept = existsSync(path) ? (await readFile(path, "utf8")).trim() : ""
  if (kept !== "") return kept
  if (options.inUse) {
    throw new Error(
      `${path} is missing or empty, and the database needs it. Restore the file from a backup${options.instead ?? ""}.`,
    )
  }
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  await chmod(options.dataDir, 0o700)
  const secret = options.make()
  await writeWhole(path, secret)
  return secret
}

/** Writes a file that only its system user may read; after a crash it is complete or missing. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const file = await open(`${path}.new`, "w", 0o600)
  await file.writeFile(`${content}\n`)
  await file.sync()
  await file.close()
  await rename(`${path}.new`, path)
}

function hex(): string {
  return randomBytes(32).toString("hex")
}

function vaultKey(): string {
  return `k1:${randomBytes(32).toString("base64")}`
}

export type Secrets = { databasePassword: string; keeperSecret: string; authSecret: string }
type SecretOptions = {
  dataDir: string
  name: string
  make: () => string
  /** Whether something already depends on it. */
  inUse?: boolean
  /** What to do without a backup, for the message. */
  instead?: string
}
