import { randomBytes, randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, type FileHandle, mkdir, open, readFile, rename } from "node:fs/promises"
import { join } from "node:path"
import { type DataFileName, OWN_SECRETS, requireData } from "./data-folder"

/**
 * The secrets that a start with its own database creates, one file each, readable only by its system user. Secrets that
 * rows depend on are never created a second time: a new key would lock the old rows for ever.
 */
export async function ensureSecrets(dataDir: string): Promise<Secrets> {
  requireData(dataDir, OWN_SECRETS)
  return {
    databasePassword: await ensureSecret(dataDir, "database-password", hex),
    keeperSecret: await ensureSecret(dataDir, "keeper-secret", hex),
    authSecret: await ensureSecret(dataDir, "auth-secret", hex),
  }
}

/** The file with the vault's keys; created only while no row can be sealed by another key. */
export async function ensureVaultKeys(dataDir: string): Promise<string> {
  requireData(dataDir, ["vault-keys"])
  await ensureSecret(dataDir, "vault-keys", vaultKey)
  return join(dataDir, "vault-keys")
}

/** The id of this installation, created once and kept beside its database; a database with another holder is a copy. */
export async function ensureInstallationId(dataDir: string): Promise<string> {
  requireData(dataDir, ["installation-id"])
  return ensureSecret(dataDir, "installation-id", randomUUID)
}

/** The content of the file, or what `make` returns. */
export async function ensureSecret(
  dataDir: string,
  name: DataFileName,
  make: () => string,
): Promise<string> {
  const path = join(dataDir, name)
  const kept = existsSync(path) ? (await readFile(path, "utf8")).trim() : ""
  if (kept !== "") return kept
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  await chmod(dataDir, 0o700)
  const secret = make()
  await writeWhole(path, secret)
  return secret
}

/** Writes a file that only its system user may read; after a crash it is complete or missing. */
export async function writeWhole(path: string, content: string): Promise<void> {
  const file = await open(`${path}.new`, "w", 0o600)
  await writeAll(file, `${content}\n`).catch((cause: unknown) => {
    throw Object.assign(cause as NodeJS.ErrnoException, { path })
  })
  await rename(`${path}.new`, path)
}

async function writeAll(file: FileHandle, text: string): Promise<void> {
  await file
    .writeFile(text)
    .then(() => file.sync())
    .finally(() => file.close())
}

function hex(): string {
  return randomBytes(32).toString("hex")
}

function vaultKey(): string {
  return `k1:${randomBytes(32).toString("base64")}`
}

export type Secrets = { databasePassword: string; keeperSecret: string; authSecret: string }
