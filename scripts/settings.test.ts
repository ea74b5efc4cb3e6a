import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { readSettings } from "./settings"

const folder = mkdtempSync(join(tmpdir(), "tenantry-settings-"))
const plainFile = join(folder, "file")
writeFileSync(plainFile, "no keys here")
afterAll(() => rmSync(folder, { recursive: true }))

const DATA_DIR = join(folder, "data")
const KEY = `k1:${"A".repeat(43)}=`
const SECRET = "s".repeat(32)

/** Each name of the environment table with a value that it cannot have. */
const WRONG: [name: string, value: string, beside?: Record<string, string>][] = [
  ["APP_URL", "http://tenantry.example"],
  ["PORT", "70000"],
  ["DATABASE_URL", "mysql://localhost/tenantry"],
  ["DATA_DIR", plainFile],
  ["KEEPER_URL", "keeper"],
  ["KEEPER_SECRET", "short"],
  ["KEEPER_HOST", "not a host"],
  ["KEEPER_PORT", "0"],
  ["AUTH_SECRET", "short"],
  ["VAULT_KEYS", "k1:tooshort"],
  ["VAULT_KEYS_FILE", join(folder, "absent")],
  ["VAULT_KEYS_FILE", plainFile],
  ["XERO_CLIENT_ID", "my-app", { XERO_CLIENT_SECRETS: "one" }],
  ["XERO_CLIENT_SECRETS", " , ", { XERO_CLIENT_ID: "0".repeat(32) }],
  ["XERO_SCOPES", "openid profile"],
  ["XERO_ISSUER", "http://identity.example"],
  ["XERO_API_URL", "api.xero.com"],
  ["OWNER_EMAIL", "olive", { OWNER_PASSWORD: "correct-horse-battery" }],
  ["OWNER_PASSWORD", "short", { OWNER_EMAIL: "olive@tenantry.example" }],
]

test.each(WRONG)("%s=%s is refused by name, and only that one", (name, value, beside = {}) => {
  const beyond: Record<string, string> =
    name === "DATABASE_URL" ? { AUTH_SECRET: SECRET, KEEPER_SECRET: SECRET, VAULT_KEYS: KEY } : {}
  expect(refused({ ...beside, ...beyond, [name]: value })).toEqual([name])
})

test("everything that is wrong is told at once, missing halves included", () => {
  const names = refused({
    APP_URL: "tenantry.example",
    PORT: "x",
    DATABASE_URL: "postgresql://db.example/tenantry",
    OWNER_EMAIL: "olive@tenantry.example",
    DATA_DIR: plainFile,
  })
  expect(names.sort()).toEqual([
    "APP_URL",
    "AUTH_SECRET",
    "DATA_DIR",
    "KEEPER_SECRET",
    "OWNER_PASSWORD",
    "PORT",
    "VAULT_KEYS",
  ])
})

test("a sandbox is not for an address that others reach, nor one port for two processes", () => {
  expect(refused({ APP_URL: "https://tenantry.example" })).toEqual(["XERO_CLIENT_ID"])
  expect(refused({ APP_URL: "http://localhost:3001" })).toEqual(["KEEPER_URL"])
  expect(refused({ KEEPER_PORT: "3000" })).toEqual(["KEEPER_PORT"])
})

test("nothing set is a start on localhost with a sandbox and a database of its own", () => {
  expect(accepted({})).toMatchObject({
    webPort: 3000,
    keeperPort: 3001,
    embedded: true,
    sandbox: true,
  })
})

test.each([
  ["http://localhost:8080", {}, 8080],
  ["https://tenantry.example", {}, 3000],
  ["https://tenantry.example:8443", {}, 8443],
  ["http://localhost", {}, 80],
  ["https://tenantry.example", { PORT: "9000" }, 9000],
])("%s with %j listens on port %i", (APP_URL, more, port) => {
  const xero = { XERO_CLIENT_ID: "0".repeat(32), XERO_CLIENT_SECRETS: "one" }
  expect(accepted({ ...xero, APP_URL, ...more }).webPort).toBe(port)
})

test("a name that is set to nothing is not set", () => {
  expect(accepted({ DATABASE_URL: "", PORT: " ", VAULT_KEYS: "" }).embedded).toBe(true)
})

function read(source: Record<string, string>): ReturnType<typeof readSettings> {
  return readSettings({ DATA_DIR, ...source }, "production")
}

function refused(source: Record<string, string>): string[] {
  const reading = read(source)
  return reading.kind === "wrong" ? reading.problems.map(({ name }) => name) : []
}

function accepted(source: Record<string, string>) {
  const reading = read(source)
  if (reading.kind === "wrong") throw new Error(JSON.stringify(reading.problems))
  return reading.settings
}
