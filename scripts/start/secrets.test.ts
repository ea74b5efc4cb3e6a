import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { ensureInstallationId, ensureSecrets, ensureVaultKeys } from "./secrets"

let home: string
let dataDir: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "tenantry-secrets-"))
  dataDir = join(home, "data")
})
afterEach(() => rmSync(home, { recursive: true }))

test("secrets are made once, and only their system user can read them", async () => {
  const made = await ensureSecrets(dataDir)
  await ensureVaultKeys(dataDir)
  expect(await ensureSecrets(dataDir)).toEqual(made)
  expect(new Set(Object.values(made)).size).toBe(3)
  expect(statSync(dataDir).mode & 0o777).toBe(0o700)
  const files = readdirSync(dataDir)
  expect(files.sort()).toEqual(["auth-secret", "database-password", "keeper-secret", "vault-keys"])
  for (const file of files) expect(statSync(join(dataDir, file)).mode & 0o777, file).toBe(0o600)
})

test("the vault key is 32 bytes under the key id k1", async () => {
  const file = await ensureVaultKeys(dataDir)
  const [keyId, base64 = ""] = readFileSync(file, "utf8").trim().split(":")
  expect([keyId, Buffer.from(base64, "base64").length]).toEqual(["k1", 32])
})

test("a vault key is never made beside a database that another one sealed", async () => {
  placeDatabase()
  await expect(ensureVaultKeys(dataDir)).rejects.toThrow(/vault-keys, which is missing/)
  expect(readdirSync(dataDir)).toEqual(["postgres"])
})

test("a file that is empty is as good as missing", async () => {
  const made = await ensureSecrets(dataDir)
  writeFileSync(join(dataDir, "keeper-secret"), "\n")
  placeDatabase()
  expect((await ensureSecrets(dataDir)).keeperSecret).toMatch(/^[0-9a-f]{64}$/)
  writeFileSync(join(dataDir, "database-password"), "")
  await expect(ensureSecrets(dataDir)).rejects.toThrow(/database-password, which is empty/)
  expect(readFileSync(join(dataDir, "auth-secret"), "utf8").trim()).toBe(made.authSecret)
})

test("where the database's folder is empty, as without its disk, nothing is made", async () => {
  mkdirSync(join(dataDir, "postgres", "lost+found"), { recursive: true })
  await expect(ensureSecrets(dataDir)).rejects.toThrow(/postgres, which is no database.*mount it/)
  await expect(ensureVaultKeys(dataDir)).rejects.toThrow(/postgres, which is no database/)
  expect(readdirSync(dataDir)).toEqual(["postgres"])
})

test("an installation is named once, beside any database, and what is no id is refused", async () => {
  const made = await ensureInstallationId(dataDir)
  expect(made).toMatch(/^[0-9a-f-]{36}$/)
  expect(await ensureInstallationId(dataDir)).toBe(made)
  writeFileSync(join(dataDir, "installation-id"), "staging")
  await expect(ensureInstallationId(dataDir)).rejects.toThrow(
    /installation-id, which does not hold what it should/,
  )
})

function placeDatabase(): void {
  mkdirSync(join(dataDir, "postgres"), { recursive: true })
  writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "18\n")
}
