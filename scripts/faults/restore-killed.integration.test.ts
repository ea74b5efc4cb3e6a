import { spawn } from "node:child_process"
import { randomBytes, randomUUID } from "node:crypto"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest"
import { connectionTo } from "@/lib/db/connection"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { writeBackup } from "@/scripts/backup/write-backup"

const { long } = inject("faults")
const KILLS = long ? 10 : 1
const EVENTS = long ? 5_000 : 200
let original: TestDb
let target: TestDb
let watcher: Client
let folder: string
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-killed-"))
  file = join(folder, "backup")
  original = await createTestDb()
  target = await createTestDb()
  await addMember(original, "new")
  await original.db.$executeRaw`
    INSERT INTO "AuditEvent" ("kind") SELECT 'member.signed_in' FROM generate_series(1, ${EVENTS})`
  const client = new Client(connectionTo(original.url))
  await client.connect()
  await writeBackup(client, file).finally(() => client.end())
  await addMember(target, "old")
  await target.db.$disconnect()
  // Of another database: one of its own would stand in the restore's way.
  watcher = new Client(connectionTo(original.url))
  await watcher.connect()
})
afterAll(async () => {
  await watcher.end()
  await Promise.all([original.drop(), target.drop(), rm(folder, { recursive: true })])
})

async function addMember({ db }: TestDb, name: string): Promise<void> {
  const data = { email: `${name}@ledgers.example`, name, role: "owner" } as const
  await db.member.create({ data, select: { id: true } })
}

function startRestore({ url }: TestDb): Restoring {
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, NODE_ENV: "production" as const },
    ...{ DATABASE_URL: url, DATA_DIR: folder, INSTALLATION_ID: randomUUID() },
    VAULT_KEYS: `k1:${randomBytes(32).toString("base64")}`,
  }
  const words = ["--import", "tsx", "scripts/tenantry/cli.ts", "restore", file, "--yes"]
  const child = spawn(process.execPath, words, { env, stdio: "ignore" })
  return { kill: () => child.kill("SIGKILL"), ended: once(child, "exit") }
}

async function countConnections({ url }: TestDb, state: string): Promise<number> {
  const { rows } = await watcher.query<{ count: number }>(
    `SELECT count(*)::int AS "count" FROM pg_stat_activity WHERE datname = $1 AND ${state}`,
    [new URL(url).pathname.slice(1)],
  )
  return rows[0]?.count ?? 0
}

async function untilWritten(to: TestDb): Promise<void> {
  const isWriting = async () =>
    expect(await countConnections(to, "backend_xid IS NOT NULL")).toBe(1)
  await vi.waitFor(isWriting, { timeout: 60_000, interval: 2 })
}

async function readState(): Promise<{ members: string[]; events: number }> {
  const isUnused = async () => expect(await countConnections(target, "true")).toBe(0)
  await vi.waitFor(isUnused, { timeout: 30_000 })
  const client = new Client(connectionTo(target.url))
  await client.connect()
  const members = await client.query<{ name: string }>(`SELECT "name" FROM "Member"`)
  const events = await client.query<{ count: number }>(
    `SELECT count(*)::int AS "count" FROM "AuditEvent"`,
  )
  await client.end()
  return { members: members.rows.map((row) => row.name), events: events.rows[0]?.count ?? 0 }
}

/** How long it takes from its first change on, in milliseconds. */
async function measure(): Promise<number> {
  const elsewhere = await createTestDb()
  await elsewhere.db.$disconnect()
  const whole = startRestore(elsewhere)
  await untilWritten(elsewhere)
  const begunAt = performance.now()
  expect(await whole.ended).toEqual([0, null])
  await elsewhere.drop()
  return performance.now() - begunAt
}

test("a restore that is killed at any point leaves the old database or the new one, and the next restore completes", async () => {
  const old = await readState()
  const fresh = { members: ["new"], events: EVENTS + 1 }
  const took = long ? await measure() : 0
  const found: string[] = []
  for (let kill = 0; kill < KILLS; kill += 1) {
    const restoring = startRestore(target)
    await untilWritten(target)
    await sleep((took * kill) / KILLS)
    restoring.kill()
    await restoring.ended
    const { members, events } = await readState()
    found.push(`${members} with ${events} events`)
  }
  console.log(`${KILLS} kills of a restore of ${Math.round(took)} ms left: ${found.join(" · ")}`)
  const whole = (one: typeof old) => `${one.members} with ${one.events} events`
  expect(found.filter((one) => one !== whole(old) && one !== whole(fresh))).toEqual([])
  const last = startRestore(target)
  expect(await last.ended).toEqual([0, null])
  expect(await readState()).toEqual(fresh)
}, 900_000)

type Restoring = { kill(): void; ended: Promise<unknown[]> }
