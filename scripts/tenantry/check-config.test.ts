import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { checkConfig } from "./check-config"

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tenantry-check-"))
  file = join(folder, "file")
  writeFileSync(file, "")
  vi.stubEnv("DATA_DIR", join(folder, "data"))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

// Each is refused by a start or a process alone, or, of a folder that another system user may write to, told while it runs.
test.each([
  ["start", "JOURNAL_DIR", () => join(file, "journal"), /is not a folder/],
  ["keeper", "JOURNAL_DIR", () => file, /is not a folder/],
  ["keeper", "DATA_DIR", () => file, /is not a folder/],
  ["start", "KEEPER_HOST", () => "192.0.2.1", /is not an address of this machine/],
  ["start", "WEB_HOST", () => "192.0.2.1", /is not an address of this machine/],
  ["keeper", "KEEPER_HOST", () => "192.0.2.1", /is not an address of this machine/],
  ["web", "WEB_HOST", () => "192.0.2.1", /is not an address of this machine/],
])("check-config of %s tells %s", async (part, name, value, told) => {
  for (const [one, given] of Object.entries(OF[part] ?? {})) vi.stubEnv(one, given)
  vi.stubEnv(name, value())
  const { status, problems = [] } = await checkConfig(part === "start" ? [] : [part])
  expect(problems).toEqual([{ name, problem: expect.stringMatching(told) }])
  expect(status).toBe(78)
})

test("a journal's folder that is not there yet is told, and nothing is made", async () => {
  vi.stubEnv("JOURNAL_DIR", join(folder, "journal"))
  const { status, text } = await checkConfig([])
  expect([status, readdirSync(folder)]).toEqual([0, ["file"]])
  expect(text).toContain("which is not there yet")
})

const BOTH = { APP_URL: "https://tenantry.example", KEEPER_SECRET: "s".repeat(32) }
const OF: Record<string, Record<string, string>> = {
  web: {
    ...BOTH,
    ...{ KEEPER_URL: "http://keeper.internal:3001", AUTH_SECRET: "a".repeat(32) },
    WEB_DATABASE_URL: "postgresql://tenantry_web@db.example/tenantry",
  },
  keeper: {
    ...BOTH,
    DATABASE_URL: "postgresql://tenantry@db.example/tenantry",
    VAULT_KEYS: `k1:${"A".repeat(43)}=`,
    ...{ XERO_CLIENT_ID: "0".repeat(32), XERO_CLIENT_SECRETS: "one" },
    INSTALLATION_ID: "00000000-0000-4000-8000-000000000000",
  },
}
