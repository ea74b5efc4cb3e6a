import { randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { afterAll, beforeAll, expect, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { claimHandOver } from "@/keeper/hand-overs/answer-claim"
import { openFile } from "@/keeper/hand-overs/file"
import { handOverGrant } from "@/keeper/hand-overs/hand-over-grant"
import { takeBackGrant } from "@/keeper/hand-overs/take-back"
import { keepJournal } from "@/keeper/journal/keep-journal"
import { readNewest } from "@/keeper/journal/newest"
import { openStore } from "@/keeper/journal/open-store"
import { PASSPHRASE } from "@/keeper/testing/hand-overs"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { connectionTo } from "@/lib/db/connection"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { surveyBackup } from "./read-backup"
import { restore } from "./restore"
import { writeBackup } from "./write-backup"

let testEnv: TestEnv
let grantId: string
let dataDir: string
let path: string
const made: TestDb[] = []

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "tenantry-handed-over-"))
  path = join(dataDir, "backup")
  testEnv = await startTestEnv({ env: { JOURNAL_DIR: join(dataDir, "journal") } })
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  await withClient(testEnv.url, (client) => writeBackup(client, path))
  await refreshGrant(testEnv.keeper, grantId, { asked: true })
})
afterAll(async () => {
  await testEnv.close()
  for (const one of made) await one.drop()
  await rm(dataDir, { recursive: true })
})

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(connectionTo(url))
  await client.connect()
  return use(client).finally(() => client.end())
}

/** The back-up, from before any hand-over, and the journal as it is now. */
async function restoreBoth() {
  const target = await createTestDb()
  made.push(target)
  const { keeper } = testEnv
  const store = openStore(join(dataDir, "journal"), { keeperId: "test", source: {} })
  const newest = await readNewest([store], keeper.vault)
  const { header } = await surveyBackup(path)
  const { vault } = keeper
  const place = { path, url: target.url, schema: "public", dataDir }
  const plan = { ...place, header, vault, newest, installationId: randomUUID() }
  const recovered = await withClient(target.url, (client) => restore(client, plan))
  const grant = await target.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { state: true, endedReason: true },
  })
  const kept = { grantId, refreshTokenSealed: { not: null } }
  return { recovered, grant, db: target.db, kept: await target.db.tokenSet.count({ where: kept }) }
}

async function exportIt() {
  const { keeper, memberId } = testEnv
  const answer = await handOverGrant(keeper, memberId, { grantId, passphrase: PASSPHRASE })
  if (answer.kind !== "handed_over") throw new Error(answer.kind)
  const opened = await openFile(answer.file, PASSPHRASE)
  if (opened.kind !== "open") throw new Error(opened.kind)
  const { id, claimSecret: secret } = opened.content
  return { id, secret, claimant: randomUUID() }
}

test("what was handed over, taken back or claimed since the back-up stands so after a restore with the journal", async () => {
  const first = await exportIt()
  const frozen = await restoreBoth()
  expect(frozen.recovered).toMatchObject({ elsewhere: 1, newer: 0 })
  expect(frozen.grant).toEqual({ state: "ended", endedReason: "handed_over" })
  expect(frozen.kept).toBe(1)
  const known = await frozen.db.handOver.findUniqueOrThrow({ where: { id: first.id } })
  expect(known).toMatchObject({ grantId, claimant: null, takenBackAt: null })

  const taken = await takeBackGrant(testEnv.keeper, testEnv.memberId, { grantId })
  expect(taken).toEqual({ kind: "taken_back", isProven: true })
  const back = await restoreBoth()
  expect(back.recovered).toMatchObject({ elsewhere: 0, newer: 1 })
  expect(back.grant).toEqual({ state: "active", endedReason: null })

  const second = await exportIt()
  expect(await claimHandOver(testEnv.keeper, second)).toBe("claimed")
  const gone = await restoreBoth()
  expect(gone.recovered).toMatchObject({ elsewhere: 1 })
  expect(gone.grant).toEqual({ state: "ended", endedReason: "moved" })
  expect(gone.kept).toBe(0)
  const asked = { db: gone.db, journal: testEnv.keeper.journal }
  expect(await claimHandOver(asked, second)).toBe("claimed")
  expect(await claimHandOver(asked, { ...second, claimant: randomUUID() })).toBe("claimed_before")
})

test("a journal that was emptied learns of hand-overs again from the database", async () => {
  await rm(join(dataDir, "journal"), { recursive: true })
  const another = await testEnv.openAnother({ JOURNAL_DIR: join(dataDir, "journal") })
  await keepJournal(another)
  await another.journal.close()
  expect((await restoreBoth()).grant).toEqual({ state: "ended", endedReason: "moved" })
})
