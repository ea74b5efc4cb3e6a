import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { listWrongValues } from "@/scripts/start/testing/wrong-values"
import { readSettings } from "./settings"

const folder = mkdtempSync(join(tmpdir(), "tenantry-settings-"))
const plainFile = join(folder, "file")
writeFileSync(plainFile, "no keys here")
afterAll(() => rmSync(folder, { recursive: true }))

const DATA_DIR = join(folder, "data")
test.each(listWrongValues(plainFile))(
  "%s=%s is refused by name, and only that one",
  (name, value, beside) => {
    expect(refused({ ...beside, [name]: value })).toEqual([name])
  },
)

test("no name of the documented table or of .env.example was left out", () => {
  const [, table = ""] = readFileSync("docs/settings.md", "utf8").split("## Every name")
  const inTable = [...table.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name),
  )
  const example = readFileSync(".env.example", "utf8").matchAll(/^#?([A-Z0-9_]+)=/gm)
  const inExample = [...example].map(([, name]) => name)
  expect(inTable).toContain("KEEPER_PACE")
  expect(inTable).toEqual(expect.arrayContaining(inExample))
  const tried = new Set<unknown>(listWrongValues(plainFile).map(([name]) => name))
  // A command is tried in lib/vault-keys-file.integration.test.ts.
  tried.add("VAULT_KEYS_COMMAND")
  expect(inTable.filter((name) => !tried.has(name))).toEqual([])
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

test.each([
  [{}, "http://127.0.0.1:3001", 3001],
  [{ KEEPER_PORT: "4001" }, "http://127.0.0.1:4001", 4001],
  [{ KEEPER_HOST: "10.0.0.7" }, "http://10.0.0.7:3001", 3001],
  [{ KEEPER_HOST: "0.0.0.0", KEEPER_PORT: "4001" }, "http://127.0.0.1:4001", 4001],
  [{ KEEPER_HOST: "::" }, "http://[::1]:3001", 3001],
  [{ KEEPER_HOST: "fd00::7" }, "http://[fd00::7]:3001", 3001],
  [{ KEEPER_URL: "http://keeper.internal:5001" }, "http://keeper.internal:5001", 5001],
])("with %j web looks for the keeper at %s", (more, keeperUrl, keeperPort) => {
  expect(accepted(more)).toMatchObject({ keeperUrl, keeperPort })
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
