import { randomBytes, randomUUID } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { setTimeout as sleep } from "node:timers/promises"
import { Client } from "pg"
import { expect, inject, it, vi } from "vitest"
import { askKeeper } from "@/keeper/testing/ask-keeper"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startKeeperProcess } from "@/keeper/testing/keeper-process"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { connectionTo } from "@/lib/db/connection"
import { createDb } from "@/lib/db/create-db"
import { countInvariants, report } from "@/scripts/faults/invariants"

const { long } = inject("faults")
const GRANTS = long ? 100 : 20
// A twentieth of Xero's times: each second is twenty polls for work.
const PACE = 0.05
const WATCHED_IN_MILLISECONDS = long ? 30_000 : 4_000

async function asAdmin(statement: string): Promise<void> {
  const client = new Client(connectionTo(inject("testCluster").adminUrl))
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

/** The test environment's database with all its rows, under another name, as a restore or a staging copy makes it. */
async function cloneDatabase(testEnv: TestEnv): Promise<Clone> {
  const name = `test_${randomBytes(8).toString("hex")}`
  const url = new URL(testEnv.url)
  // PostgreSQL copies only a database without connections.
  await Promise.all([testEnv.keeper.db.$disconnect(), testEnv.db.$disconnect()])
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${url.pathname.slice(1)}`)
  url.pathname = name
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE ${name} WITH (FORCE)`) }
}

/** Stands where the clone looks for Xero, and counts whatever comes. */
async function countWhatComes(): Promise<Counter> {
  const paths: string[] = []
  const server = createServer((request, response) => {
    paths.push(request.url ?? "")
    response.writeHead(503).end()
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, paths, close: () => void server.close() }
}

it("a database cloned into a second installation sends nothing to Xero, with everything due", async () => {
  const testEnv = await startTestEnv({ pace: PACE, env: { INSTALLATION_ID: randomUUID() } })
  await storeCrowd(testEnv, GRANTS)
  await testEnv.db
    .$executeRaw`UPDATE "Grant" SET "refreshDueAt" = clock_timestamp(), "checkDueAt" = clock_timestamp()`
  const clone = await cloneDatabase(testEnv)
  const elsewhere = await countWhatComes()
  const second = await startKeeperProcess({
    ...testEnv.env,
    DATABASE_URL: clone.url,
    INSTALLATION_ID: randomUUID(),
    XERO_ISSUER: elsewhere.url,
    XERO_API_URL: elsewhere.url,
  })
  await sleep(WATCHED_IN_MILLISECONDS)
  const asked = await askKeeper({ testEnv, keeper: second }, "startConsent", { purpose: "connect" })
  const health = await fetch(`${second.url}/api/health`)
  // At Xero's own pace: time-outs of a busy machine are no part of this.
  const first = await startKeeperProcess({ ...testEnv.env, KEEPER_PACE: "1" })
  const refreshed = { where: { rotation: { gt: 1 } } }
  await vi.waitFor(async () => expect(await testEnv.db.grant.count(refreshed)).toBe(GRANTS), {
    timeout: 90_000,
    interval: 250,
  })
  const cloned = createDb(clone.url)
  const moved = await cloned.grant.count({ where: { rotation: { gt: 1 } } })
  await Promise.all([first.kill("SIGTERM"), second.kill("SIGTERM"), cloned.$disconnect()])
  const lines = [...first.lines, ...second.lines]
  const invariants = await countInvariants(testEnv, { lines, keepersApart: true })
  report(
    `database cloned into a second installation, ${GRANTS} grants all due`,
    invariants,
    `${elsewhere.paths.length} requests of the clone; the first installation refreshed ${GRANTS}`,
  )
  elsewhere.close()
  await testEnv.close()
  await clone.drop()
  expect({ sent: elsewhere.paths, moved, asked, health: health.status }).toEqual({
    sent: [],
    moved: 0,
    asked: { kind: "copied_database" },
    health: 503,
  })
  expect(invariants).toMatchObject({ chainsLost: 0, mostPresentations: 1 })
}, 180_000)

type Clone = { url: string; drop(): Promise<void> }
type Counter = { url: string; paths: string[]; close(): void }
