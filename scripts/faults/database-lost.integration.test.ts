import { randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Client } from "pg"
import { expect, inject, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { keepJournal } from "@/keeper/journal/keep-journal"
import { type NewestEntries, readNewest } from "@/keeper/journal/newest"
import { openStore } from "@/keeper/journal/open-store"
import type { Keeper } from "@/keeper/keeper"
import { connectCrowd, storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { connectionTo } from "@/lib/db/connection"
import { createTestDb, type TestDb } from "@/lib/db/test-db"
import { migrate } from "@/prisma/migrate"
import { foretell } from "@/scripts/backup/foretell"
import { surveyBackup } from "@/scripts/backup/read-backup"
import { restore } from "@/scripts/backup/restore"
import { writeBackup } from "@/scripts/backup/write-backup"
import { countInvariants, report } from "@/scripts/faults/invariants"

const { long } = inject("faults")
const CHAINS = long ? 100 : 8
const HOURS = long ? 24 : 3
const HOUR_IN_SECONDS = 60 * 60

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(connectionTo(url))
  await client.connect()
  return use(client).finally(() => client.end())
}

/** Every chain moves on by one an hour, by Xero's clock. */
async function refreshFor(testEnv: TestEnv, keepers: Keeper[], hours: number): Promise<void> {
  const grants = await testEnv.db.grant.findMany({ select: { id: true } })
  for (let hour = 1; hour <= hours; hour += 1) {
    await testEnv.control.setClock(hour * HOUR_IN_SECONDS)
    const results = await Promise.all(
      grants.map(({ id }, index) =>
        refreshGrant(keepers[index % keepers.length] as Keeper, id, { asked: true }),
      ),
    )
    expect(new Set(results.map((one) => one.kind))).toEqual(new Set(["refreshed"]))
  }
}

async function restoreInto(target: TestDb, { path, newest, keeper, dataDir }: From): Promise<void> {
  const { header } = await surveyBackup(path)
  const installationId = randomUUID()
  const { vault } = keeper
  const plan = {
    path,
    url: target.url,
    header,
    schema: "public",
    vault,
    newest,
    installationId,
    dataDir,
  }
  await withClient(target.url, (client) => restore(client, plan))
  await migrate(target.url)
}

test.each(long ? (["H1", "H3", "H6"] as const) : (["H6"] as const))(
  "the database is lost hours after its back-up, and the journal brings every chain back, under %s",
  async (graceVariant) => {
    const dataDir = await mkdtemp(join(tmpdir(), "tenantry-lost-"))
    const folders = ["one", "other"].map((name) => join(dataDir, name))
    const [JOURNAL_DIR = "", elsewhere = ""] = folders
    const testEnv = await startTestEnv({ sandbox: { graceVariant }, env: { JOURNAL_DIR } })
    const { keeper } = testEnv
    const keepers = [keeper, await testEnv.openAnother({ JOURNAL_DIR: elsewhere })]
    await storeCrowd(testEnv, CHAINS)
    await keepJournal(keeper)
    const path = join(dataDir, "backup")
    await withClient(testEnv.url, (client) => writeBackup(client, path))
    await refreshFor(testEnv, keepers, HOURS)
    await connectCrowd(testEnv, 1)
    await Promise.all(keepers.map((one) => one.journal.close()))
    const now = new Date(Date.now() + (HOURS + 24) * HOUR_IN_SECONDS * 1_000)
    const newest = await readNewest(
      folders.map((folder) => openStore(folder, { keeperId: "test", source: {} })),
      keeper.vault,
    )
    const survey = await surveyBackup(path)

    const [bare, whole] = [await createTestDb(), await createTestDb()]
    await restoreInto(bare, { path, newest: new Map(), keeper, dataDir })
    const lost = await countInvariants({ ...testEnv, db: bare.db }, { keepersApart: true })
    const foretold = foretell(survey, new Map(), { now })
    await restoreInto(whole, { path, newest, keeper, dataDir })
    const restored = await testEnv.openAnother({ DATABASE_URL: whole.url })
    const grants = await whole.db.grant.findMany({ select: { id: true } })
    const results = await Promise.all(grants.map(({ id }) => refreshGrant(restored, id)))
    const kept = await countInvariants({ ...testEnv, db: whole.db }, { keepersApart: true })
    const note = `${results.length} chains after ${HOURS} hours; without the journal ${lost.chainsLost} lost, ${foretold.lost.length} foretold`
    report(`database lost and restored, ${graceVariant}`, kept, note)

    await Promise.all([restored.db.$disconnect(), testEnv.close()])
    await Promise.all([bare.drop(), whole.drop(), rm(dataDir, { recursive: true })])
    expect(foretell(survey, newest, { now })).toMatchObject({ newer: CHAINS, begun: 1, lost: [] })
    expect(foretold.lost).toHaveLength(lost.chainsLost)
    expect(lost.chainsLost).toBe(CHAINS)
    expect(results).toEqual(Array(CHAINS + 1).fill({ kind: "refreshed" }))
    expect(kept).toMatchObject({ chainsLost: 0, endedThoughAlive: 0, mixUps: 0, secretsInLogs: 0 })
  },
  long ? 600_000 : 60_000,
)

type From = { path: string; newest: NewestEntries; keeper: Keeper; dataDir: string }
