import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { OWN_SECRETS } from "./data-folder"
import { shippedMajor } from "./postgres/programs"
import { readSettings } from "./settings"

let dataDir: string
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "tenantry-data-"))
  place("postgres/PG_VERSION", `${shippedMajor()}\n`)
  place("vault-keys", `k1:${"A".repeat(43)}=\n`)
  for (const name of OWN_SECRETS) place(name, "s".repeat(64))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

test("what an earlier start left is right, and so is a folder that is not there yet", () => {
  expect(problemsOf(dataDir)).toEqual([])
  expect(problemsOf(join(dataDir, "new", "one"))).toEqual([])
})

test.each<[name: string, make: (path: string) => void, told: RegExp]>([
  ["database-password", (path) => rmSync(path), /is missing, .* Restore the file from a back-up\./],
  ["database-password", empty, /is empty, and the database needs it/],
  ["database-password", folder, /is a folder \(EISDIR\)/],
  ["vault-keys", (path) => rmSync(path), /is missing, .* or set VAULT_KEYS/],
  [
    "vault-keys",
    (path) => writeFileSync(path, "hello"),
    /does not hold what it should.*VAULT_KEYS/,
  ],
  ["keeper-secret", (path) => writeFileSync(path, "short"), /does not hold .* Remove it/],
  ["auth-secret", folder, /is a folder/],
  ["installation-id", (path) => writeFileSync(path, "staging"), /or set INSTALLATION_ID/],
  ["sandbox-app.json", (path) => writeFileSync(path, "{"), /does not hold .* Remove it/],
  ["sandbox-app.json", (path) => writeFileSync(path, "{}"), /does not hold/],
  ["postgres", empty, /is no database/],
  ["postgres", folder, /is no database\. If its disk is not mounted, mount it/],
  [
    "postgres",
    (path) => writeFileSync(join(path, "PG_VERSION"), "9"),
    /is of PostgreSQL 9, .* tenantry backup of the version that made it/,
  ],
])("a %s that cannot be used is told by a start and by check-config (%#)", (name, make, told) => {
  make(join(dataDir, name))
  const [problem, ...more] = problemsOf(dataDir)
  expect(problem).toMatch(told)
  expect(problem).toContain(`holds ${join(dataDir, name)}, which`)
  expect(more).toEqual([])
})

test.each([
  ["is not a folder", ""],
  ["is not in a folder", "/sub"],
  ["has a name that is too long", "x".repeat(300)],
])("a data folder that %s is told", (told, rest) => {
  const path = join(dataDir, "auth-secret")
  expect(problemsOf(path + rest)).toEqual([expect.stringMatching(`^names ${path}.* which ${told}`)])
})

test("with a database and keys of its own, a start asks nothing of what it does not read", () => {
  for (const name of readdirSync(dataDir)) folder(join(dataDir, name))
  const SECRET = "s".repeat(32)
  const DATABASE_URL = "postgresql://tenantry@db.example/tenantry"
  const VAULT_KEYS = `k1:${"A".repeat(43)}=`
  const own = { DATABASE_URL, VAULT_KEYS, AUTH_SECRET: SECRET, KEEPER_SECRET: SECRET }
  expect(problemsOf(dataDir, own)).toEqual([])
})

function problemsOf(DATA_DIR: string, own: Record<string, string> = {}): string[] {
  const reading = readSettings({ ...own, DATA_DIR }, "production")
  return reading.kind === "wrong" ? reading.problems.map(({ problem }) => problem) : []
}

function place(name: string, text: string): void {
  mkdirSync(join(dataDir, name, ".."), { recursive: true })
  writeFileSync(join(dataDir, name), text)
}

function empty(path: string): void {
  rmSync(path, { recursive: true, force: true })
  writeFileSync(path, "")
}

function folder(path: string): void {
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path)
}
