import { randomBytes, randomUUID } from "node:crypto"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { openDatabaseStore } from "@/keeper/journal/database-store"
import { openLine } from "@/keeper/journal/entry"
import { keepJournal } from "@/keeper/journal/keep-journal"
import { readNewest } from "@/keeper/journal/newest"
import { countKeys, type JournalStore } from "@/keeper/journal/store"
import type { Keeper } from "@/keeper/keeper"
import { health } from "@/keeper/server/health"
import { type DatabaseProxy, openDatabaseProxy } from "@/keeper/testing/database-proxy"
import { ask } from "@/keeper/testing/installation"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { createTestDb, type TestDb } from "@/lib/db/test-db"

const K2 = `k2:${randomBytes(32).toString("base64")}`
let testEnv: TestEnv
let grantId: string
let other: TestDb
let proxy: DatabaseProxy
let store: JournalStore
let keeper: Keeper

beforeAll(async () => {
  testEnv = await startTestEnv()
  other = await createTestDb()
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
})
afterAll(() => Promise.all([testEnv.close(), other.drop()]))
beforeEach(async () => {
  proxy = await openDatabaseProxy(other.url)
  store = openDatabaseStore(other.url)
  keeper = await testEnv.openAnother({ JOURNAL_DATABASE_URL: proxy.url })
})
afterEach(async () => {
  await Promise.all([keeper.journal.close(), store.close(), proxy.close()])
  await ask(other.url, `DROP TABLE IF EXISTS "TenantryJournal"`)
})

async function current(): Promise<string | null> {
  const grant = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { currentTokenSetId: true },
  })
  return grant.currentTokenSetId
}

async function readIds(): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of store.read()) ids.push(id)
  return ids
}

function refresh(): Promise<unknown> {
  return refreshGrant(keeper, grantId, { asked: true })
}

test("another database holds the newest answers of each chain, and none that was long superseded", async () => {
  expect(await readIds()).toEqual([])
  for (let round = 0; round < 5; round += 1) expect(await refresh()).toEqual({ kind: "refreshed" })
  await keepJournal(keeper)
  expect(await readIds()).toHaveLength(3)
  const [newest] = (await readNewest([store], keeper.vault)).get(grantId) ?? []
  if (newest === undefined) throw new Error("nothing was written")
  expect(newest.id).toBe(await current())
  const opened = await openLine(keeper.vault, newest)
  const { refreshToken } = opened.kind === "open" ? opened.entry : { refreshToken: "" }
  expect(await testEnv.control.isAlive(refreshToken)).toBe(true)
  const rows = await ask(other.url, `SELECT j::text FROM "TenantryJournal" j`)
  expect(JSON.stringify(rows)).not.toContain(refreshToken)
})

test("what somebody emptied, removed or bent is filled again from the database", async () => {
  await keepJournal(keeper)
  await ask(other.url, `UPDATE "TenantryJournal" SET "sealed" = left("sealed", -9) || 'AAAAAAAAA'`)
  const anew = await testEnv.openAnother({ JOURNAL_DATABASE_URL: proxy.url })
  await keepJournal(anew)
  await anew.journal.close()
  const [newest] = (await readNewest([store], keeper.vault)).get(grantId) ?? []
  expect(newest && (await openLine(keeper.vault, newest))).toMatchObject({ kind: "open" })
  await ask(other.url, `TRUNCATE "TenantryJournal"`)
  await keepJournal(keeper)
  expect(await readIds()).toEqual([await current()])
  await store.append([])
  expect(store.takeFirst()).toBe(false)
  await ask(other.url, `DROP TABLE "TenantryJournal"`)
  await expect(store.append([])).rejects.toThrow()
  await store.append([])
  expect(store.takeFirst()).toBe(true)
})

test.each(["shut", "hold"] as const)(
  "a database that is away (%s) keeps no answer back, is an incident, and gets what it missed",
  async (harm) => {
    await keepJournal(keeper)
    proxy[harm]()
    expect(await refresh()).toEqual({ kind: "refreshed" })
    await keepJournal(keeper)
    const journal = { chains: 1, code: harm === "hold" ? "HANGS" : expect.any(String) }
    const openIncidents = [{ kind: "journal_failing" }]
    expect(await health(keeper)).toMatchObject({ openIncidents, journal })
    proxy.reopen()
    const next = await testEnv.openAnother({ JOURNAL_DATABASE_URL: proxy.url })
    await testEnv.db.$executeRaw`
      UPDATE "Incident" SET "detail" = "detail" || '{"saidAt": "2026-01-01"}' WHERE "closedAt" IS NULL`
    await keepJournal(next)
    await next.journal.close()
    expect(await readIds()).toContain(await current())
    expect(await health(next)).toMatchObject({ openIncidents: [] })
  },
)

test("two keepers write to it at once, and a new key seals all of it anew", async () => {
  const both = { JOURNAL_DATABASE_URL: other.url, VAULT_KEYS: `${K2},${testEnv.env.VAULT_KEYS}` }
  const second = await testEnv.openAnother(both)
  const entries = Array.from({ length: 40 }, (_, index) => ({
    tokenSetId: randomUUID(),
    parentId: null,
    grantId: randomUUID(),
    chain: 1,
    epoch: index,
    receivedAt: "2026-11-28T12:00:00.000Z",
    refreshToken: `token ${index}`,
    ...{ xeroAppId: randomUUID(), xeroUserId: randomUUID() },
    ...{ xeroUserName: "Alice Ledger", xeroUserEmail: null, scopes: ["offline_access"] },
  }))
  const writers = entries.map((entry, index) =>
    (index % 2 === 0 ? keeper : second).journal.append(entry),
  )
  expect(new Set(await Promise.all(writers))).toEqual(new Set([true]))
  expect(await countKeys(store)).toEqual({ k1: 20, k2: 20 })
  await second.journal.tidy()
  expect(await countKeys(store)).toEqual({ k2: 40 })
  await second.journal.close()
})
