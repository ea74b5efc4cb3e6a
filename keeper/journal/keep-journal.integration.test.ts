import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { beforeAll, beforeEach, expect, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { type JournalEntry, openLine } from "@/keeper/journal/entry"
import { listFiles, readLines } from "@/keeper/journal/folder"
import { keepJournal } from "@/keeper/journal/keep-journal"
import type { Keeper } from "@/keeper/keeper"
import { health } from "@/keeper/server/health"
import { countRefreshRequests } from "@/keeper/testing/chain-test-env"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()
let grantId: string
let folder: string
let keeper: Keeper

beforeAll(async () => {
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-journal-"))
  keeper = await testEnv.openAnother({ JOURNAL_DIR: folder })
  return async () => {
    await keeper.journal.close()
    await rm(folder, { recursive: true, force: true })
  }
})

async function readEntries(): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = []
  for await (const line of readLines((await listFiles(folder)).all)) {
    const opened = await openLine(keeper.vault, line)
    if (opened.kind === "open") entries.push(opened.entry)
  }
  return entries
}

async function currentTokenSet(): Promise<string | null> {
  const { currentTokenSetId } = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { currentTokenSetId: true },
  })
  return currentTokenSetId
}

async function listOpenIncidents(): Promise<string[]> {
  const open = await testEnv.db.incident.findMany({
    where: { closedAt: null },
    select: { kind: true },
  })
  return open.map((one) => one.kind)
}

async function breakFolder(): Promise<void> {
  await rm(folder, { recursive: true })
  await writeFile(folder, "a file where the folder was")
}

test("an answer is in the journal before the chain's pointer moves, and Xero accepts what is written", async () => {
  const before = await currentTokenSet()
  const { append } = keeper.journal
  const pointers: (string | null)[] = []
  keeper.journal.append = async (entry) => {
    const written = await append(entry)
    pointers.push(await currentTokenSet())
    return written
  }
  expect(await refreshGrant(keeper, grantId, { asked: true })).toEqual({ kind: "refreshed" })
  expect(pointers).toEqual([before])
  const [entry] = await readEntries()
  expect(entry).toMatchObject({ parentId: before, tokenSetId: await currentTokenSet(), grantId })
  expect(await testEnv.control.isAlive(entry?.refreshToken ?? "")).toBe(true)
})

test("a new journal gets what was stored before it, once", async () => {
  await keepJournal(keeper)
  await keepJournal(keeper)
  const current = await currentTokenSet()
  expect(await readEntries()).toMatchObject([{ grantId, tokenSetId: current }])
  expect(keeper.journal.lag()).toEqual({ chains: 0, oldestInSeconds: 0 })
})

test("a journal that fails stops no refresh, is an incident, and catches up when it works again", async () => {
  await breakFolder()
  expect(await refreshGrant(keeper, grantId, { asked: true })).toEqual({ kind: "refreshed" })
  await keepJournal(keeper)
  expect(await listOpenIncidents()).toEqual(["journal_failing"])
  expect(await health(keeper)).toMatchObject({
    status: "ok",
    warnings: ["journal_fails"],
    journal: { chains: 1, code: expect.any(String) },
  })
  await rm(folder)
  const mended = await testEnv.openAnother({ JOURNAL_DIR: folder })
  await testEnv.db.$executeRaw`
    UPDATE "Incident" SET "detail" = "detail" || '{"saidAt": "2026-01-01"}' WHERE "closedAt" IS NULL`
  await keepJournal(mended)
  await mended.journal.close()
  expect(await readEntries()).toMatchObject([{ tokenSetId: await currentTokenSet() }])
  expect(await listOpenIncidents()).toEqual([])
})

test("where the journal is required, nothing is refreshed while it fails", async () => {
  const strict = await testEnv.openAnother({ JOURNAL_DIR: folder, JOURNAL_REQUIRED: "true" })
  await breakFolder()
  const asked = await countRefreshRequests(testEnv)
  expect(await refreshGrant(strict, grantId, { asked: true })).toEqual({ kind: "not_ready" })
  expect(await countRefreshRequests(testEnv)).toBe(asked)
  expect(await health(strict)).toMatchObject({ status: "not_ready", reasons: ["journal_fails"] })
})
