import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { shareTestDb } from "@/lib/db/share-test-db"
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

async function change(statement: string): Promise<void> {
  const client = new Client(connectionTo(testDb.url))
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

test("a database of a neighbouring later version is used, but not backed up: a back-up would miss what is new", async () => {
  await change(
    `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('later', '', '${LATER}', now())`,
  )
  expect(await run(["audit", "verify"])).toBe(0)
  expect(await run(["backup", join(folder, "later.backup")])).toBe(1)
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
