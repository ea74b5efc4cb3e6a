import { randomBytes, randomUUID } from "node:crypto"
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { Client } from "pg"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { createMemory } from "@/keeper/guard/memory"
import { openGuard } from "@/keeper/testing/installation"
import { connectionTo } from "@/lib/db/connection"
import { createDb, type Db } from "@/lib/db/create-db"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { createLog } from "@/lib/log"
import { surveyBackup } from "@/scripts/backup/read-backup"
import { restore } from "@/scripts/backup/restore"
import { run } from "./run"

// What COPY escapes, and what a reader of lines could take for an end of one.
const NAME = "Olive\\. \t\n\r\u2028 \\N “日本”"
let original: TestDb
let folder: string
let file: string
let target: TestDb
let said: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-restore-"))
  original = await createTestDb()
  const member = { email: "olive@ledgers.example", name: NAME, role: "owner" } as const
  await original.db.member.create({ data: member, select: { id: true } })
  for (const kind of ["member.signed_in", "member.signed_out"])
    await original.db.auditEvent.create({ data: { kind }, select: { id: true } })
  file = join(folder, "tenantry.backup")
})
afterAll(async () => {
  await original.drop()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  target = await createTestDb()
  said = []
  vi.spyOn(console, "log").mockImplementation((line: string) => said.push(line))
  vi.spyOn(console, "error").mockImplementation((line: string) => said.push(line))
  vi.stubEnv("VAULT_KEYS", `k1:${randomBytes(32).toString("base64")}`)
  vi.stubEnv("DATA_DIR", folder)
  if (said.length === 0 && !(await exists(file))) {
    vi.stubEnv("DATABASE_URL", original.url)
    await run(["backup", file])
  }
  vi.stubEnv("DATABASE_URL", target.url)
})
afterEach(async () => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  await target.drop()
})

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

async function withDb(use: (db: Db) => Promise<unknown>): Promise<void> {
  const db = createDb(target.url, { maxConnections: 1 })
  await use(db).finally(() => db.$disconnect())
}

/** Read by a client of its own: an open connection would stand in a restore's way. */
async function listMembers(): Promise<string[]> {
  const db = createDb(target.url, { maxConnections: 1 })
  const members = await db.member.findMany({ select: { name: true } })
  await db.$disconnect()
  return members.map((one) => one.name)
}

test("a back-up is readable by its system user alone, holds no vault key, and takes nobody's place", async () => {
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const { header } = await surveyBackup(file)
  expect(header).toMatchObject({ tenantry: "backup", members: 1, events: 2 })
  const before = await readFile(file)
  await expectFailure(["backup", file], "exists already")
  expect(await readFile(file)).toEqual(before)
  expect(await run(["backup"])).toBe(2)
})

test("a restore says what it would do, and does nothing until it is told --yes", async () => {
  expect(await run(["restore", file])).toBe(3)
  expect(await listMembers()).toEqual([])
  expect(said.join("\n")).toContain("Nothing was changed.")
  expect(await run(["restore", file, "--yes"])).toBe(0)
  expect(await listMembers()).toEqual([NAME])
  expect(await run(["restore"])).toBe(2)
  expect(await run(["restore", file, "--no"])).toBe(2)
})

test("what comes after a restore goes on from the restored rows", async () => {
  await run(["restore", file, "--yes"])
  const db = createDb(target.url, { maxConnections: 1 })
  await db.auditEvent.create({ data: { kind: "member.signed_in" }, select: { id: true } })
  const events = await db.auditEvent.findMany({
    orderBy: { id: "asc" },
    select: { id: true, kind: true },
  })
  await expect(db.$executeRaw`DELETE FROM "AuditEvent"`).rejects.toThrow()
  await db.$disconnect()
  expect(events.map((one) => Number(one.id))).toEqual([1, 2, 3, 4])
  expect(events[2]?.kind).toBe("installation.restored")
})

test("a restored database is the rightful one of the installation that restored it, and of no other", async () => {
  const home = await mkdtemp(join(folder, "home-"))
  const installationId = randomUUID()
  const { header } = await surveyBackup(file)
  const seen = { id: header.installation, takeOvers: 7, generation: 900, timeline: null }
  const memory = createMemory(home, createLog("keeper"))
  await memory.remember({ ...seen, renewedAt: new Date() })
  vi.stubEnv("DATA_DIR", home)
  vi.stubEnv("INSTALLATION_ID", installationId)
  expect(await run(["restore", file, "--yes"])).toBe(0)
  const ours = await openGuard(target.url, { home, installationId })
  const other = await openGuard(target.url, { home: null, installationId: randomUUID() })
  expect([ours.sign(), other.sign()]).toEqual([null, "installation"])
  await Promise.all([ours.end(), other.end()])
})

test("a restore that ends half-way leaves the database as it was", async () => {
  const db = createDb(target.url, { maxConnections: 1 })
  const member = { email: "pia@ledgers.example", name: "Pia", role: "owner" } as const
  await db.member.create({ data: member, select: { id: true } })
  await db.$disconnect()
  const { header } = await surveyBackup(file)
  const client = new Client(connectionTo(target.url))
  await client.connect()
  client.on("error", () => {})
  // Read when every row is loaded: the server then loses this client.
  const newest = new Map([["a grant", []]])
  newest.values = () => {
    client.end()
    throw new Error("cut off")
  }
  const plan = { path: file, header, schema: "public", newest, dataDir: folder }
  const cut = restore(client, { ...plan, vault: {} as never, installationId: randomUUID() })
  await expect(cut).rejects.toThrow("cut off")
  expect(await listMembers()).toEqual(["Pia"])
})

test("a file that was cut off, changed, comes from a later version or is none is refused, and nothing is changed", async () => {
  const whole = await readFile(file)
  const text = gunzipSync(whole).toString("utf8")
  const later = text.replace('"format":1', '"format":2')
  const migrated = text.replace('"migrations":[', '"migrations":["29990101000000_later",')
  const wrong: [Buffer, RegExp][] = [
    [whole.subarray(0, whole.length - 9), /damaged/],
    [gzipSync(text.slice(0, -100)), /damaged/],
    [gzipSync(text.replace("olive@", "other@")), /damaged/],
    [gzipSync(later), /later version/],
    [gzipSync(migrated), /damaged/],
    [gzipSync('{"hello":1}\n'), /no back-up/],
    [Buffer.from("no gzip"), /no back-up/],
  ]
  const other = join(folder, "wrong.backup")
  for (const [content, message] of wrong) {
    await writeFile(other, content)
    await expectFailure(["restore", other, "--yes"], message)
  }
  await expectFailure(["restore", join(folder, "absent"), "--yes"], "does not exist")
  expect(await listMembers()).toEqual([])
})

test("nothing is restored while somebody uses the database, or without the vault keys", async () => {
  await target.db.member.count()
  await expectFailure(["restore", file, "--yes"], "Stop Tenantry first")
  await target.db.$disconnect()
  await withDb(
    (db) => db.$executeRaw`
    INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at) VALUES ('-', '-', '29990101000000_later', now())`,
  )
  await expectFailure(["restore", file, "--yes"], "A later version of Tenantry")
  vi.stubEnv("VAULT_KEYS", "")
  await expectFailure(["restore", file, "--yes"], "The vault keys are not here")
})

async function expectFailure(words: string[], message: string | RegExp): Promise<void> {
  expect(await run(words)).toBe(1)
  expect(said.at(-1)).toMatch(message)
}
