import { randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { SCHEMA_NUMBER } from "@/lib/db/schema-number"
import { shareTestDb } from "@/lib/db/share-test-db"
import { findFreePort } from "@/scripts/start/free-port"
import { openSilentDatabase } from "@/scripts/start/testing/try-process"
import { refuseLaterVersion } from "./require-version"
import { run } from "./run"

const LATER = "29990101000000_later"
const testDb = shareTestDb()
let folder: string
let complained: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-version-"))
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  complained = []
  vi.spyOn(console, "log").mockReturnValue()
  vi.spyOn(console, "error").mockImplementation((line: string) => complained.push(line))
  vi.stubEnv("DATABASE_URL", testDb.url)
  vi.stubEnv("VAULT_KEYS", `k1:${Buffer.alloc(32).toString("base64")}`)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function urlOfWeb(): string {
  const url = new URL(testDb.url)
  url.username = inject("testCluster")?.webRole ?? ""
  return url.href
}

async function change(statement: string): Promise<void> {
  const client = new Client(connectionTo(testDb.url))
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

const SECRETS = ["AUTH_SECRET", "KEEPER_SECRET"].map((name) => [name, "s".repeat(32)])
const OF_WEB = {
  DATABASE_URL: "",
  VAULT_KEYS: "",
  KEEPER_URL: "http://127.0.0.1:1",
  ...Object.fromEntries(SECRETS),
}
const OF_KEEPER = {
  ...Object.fromEntries(SECRETS),
  INSTALLATION_ID: randomUUID(),
  XERO_CLIENT_ID: "0".repeat(32),
  XERO_CLIENT_SECRETS: "made-up",
}

test.each([
  ["web", OF_WEB],
  ["keeper", OF_KEEPER],
  ["migrate", {}],
  ["keys", {}],
])(
  "%s refuses a later version's database that it cannot live with, with the status after which a restart does not help",
  async (command, env) => {
    await change(`UPDATE "Installation" SET "schemaNumber" = ${SCHEMA_NUMBER + 1}`)
    const before = { ...process.env }
    const [PORT, KEEPER_PORT] = [String(await findFreePort()), String(await findFreePort())]
    const WEB_DATABASE_URL = command === "web" ? urlOfWeb() : ""
    // A process that runs alone keeps of the environment what it may have.
    Object.assign(process.env, { PORT, KEEPER_PORT, WEB_DATABASE_URL, ...env })
    const status = await run([command])
    putBack(before)
    await change(`UPDATE "Installation" SET "schemaNumber" = ${SCHEMA_NUMBER}`)
    expect(status).toBe(78)
    expect(complained.at(-1)).toContain("This database belongs to a later version of Tenantry")
  },
)

test("web starts with a database that cannot be asked for its version", async () => {
  const silent = await openSilentDatabase()
  for (const url of [urlOfWeb(), silent.url, "postgresql://tenantry:s3cret@127.0.0.1:1/none"])
    await refuseLaterVersion(url)
  silent.close()
})

test("a database of a neighbouring later version is used, but not backed up: a back-up would miss what is new", async () => {
  await change(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('later', '', '${LATER}', now())`,
  )
  expect(await run(["audit", "verify"])).toBe(0)
  expect(await run(["backup", join(folder, "later.backup")])).toBe(78)
  expect(complained.at(-1)).toMatch(/later version.*has changed this database/)
})

test("a database of an earlier version is backed up before the upgrade, and otherwise refused with what to do", async () => {
  await change(
    `DELETE FROM "_prisma_migrations" WHERE migration_name = '${LATER}'
       OR migration_name = (SELECT max(migration_name) FROM "_prisma_migrations" WHERE migration_name <> '${LATER}')`,
  )
  expect(await run(["keys"])).toBe(1)
  expect(complained.at(-1)).toMatch(/earlier version. Run tenantry migrate first/)
  expect(await run(["backup", join(folder, "earlier.backup")])).toBe(0)
})

test("a database that holds nothing yet, or is away, is told in a sentence by every command", async () => {
  await change(`DROP TABLE "_prisma_migrations"`)
  const commands = [
    ["setup"],
    ["member", "reset-password", "olive@ledgers.example"],
    ["backup", join(folder, "none.backup")],
    ["keys", "reseal"],
  ]
  for (const words of commands) {
    expect(await run(words)).toBe(1)
    expect(complained.at(-1)).toMatch(/^The database holds nothing of Tenantry yet/)
  }
  vi.stubEnv("DATABASE_URL", "postgresql://tenantry:s3cret@127.0.0.1:1/tenantry")
  for (const words of [...commands, ["migrate"]]) {
    expect(await run(words)).toBe(1)
    expect(complained.at(-1)).toMatch(
      /^DATABASE_URL: the database at 127.0.0.1:1 refuses.*Nothing listens/,
    )
    expect(complained.at(-1)).not.toContain("s3cret")
  }
})

/** Into the same object: another one in its place would set no time zone for the tests that come after. */
function putBack(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
}
