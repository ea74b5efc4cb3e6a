import { randomBytes, randomUUID } from "node:crypto"
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { compact } from "@/keeper/journal/compact"
import { type JournalEntry, openLine } from "@/keeper/journal/entry"
import { listFiles, readLines } from "@/keeper/journal/folder"
import { openFolderStore } from "@/keeper/journal/folder-store"
import { createJournal, type Journal } from "@/keeper/journal/journal"
import { readNewest } from "@/keeper/journal/newest"
import { createVault, type Vault, type VaultKey } from "@/keeper/vault/vault"
import { createLog } from "@/lib/log"

const INSTALLATION = randomUUID()
const K1 = { keyId: "k1", bytes: randomBytes(32) }
const K2 = { keyId: "k2", bytes: randomBytes(32) }
const SILENT = createLog("keeper", { write: () => {} })
let folder: string
let opened: Journal[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-journal-"))
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map((journal) => journal.close()))
  await rm(folder, { recursive: true, force: true })
})

function vaultOf(...keys: VaultKey[]): Vault {
  return createVault({ keys, installationId: INSTALLATION })
}

function open(keeperId = "one", isRequired = false): Journal {
  const vault = vaultOf(K1)
  const store = openFolderStore(folder, keeperId)
  const journal = createJournal({ store, vault, isRequired, log: SILENT })
  opened.push(journal)
  return journal
}

function entry(grantId: string, epoch: number): JournalEntry {
  return {
    tokenSetId: randomUUID(),
    parentId: randomUUID(),
    grantId,
    chain: 1,
    epoch,
    receivedAt: "2026-11-28T12:00:00.000Z",
    refreshToken: `token ${epoch} of ${grantId}`,
    xeroAppId: randomUUID(),
    xeroUserId: randomUUID(),
    xeroUserName: "Alice Ledger",
    xeroUserEmail: null,
    scopes: ["offline_access"],
  }
}

/** As a bad disk may leave it: no JSON is broken, and the seal is. */
function bend(line: string): string {
  return line.replace(/.{9}"}$/, 'AAAAAAAAA"}')
}

async function readTokens(vault = vaultOf(K1)): Promise<string[]> {
  const tokens: string[] = []
  for await (const line of readLines((await listFiles(folder)).all)) {
    const opened = await openLine(vault, line)
    if (opened.kind === "shut") tokens.push(opened.error.code)
    if (opened.kind === "open") tokens.push(opened.entry.refreshToken)
  }
  return tokens
}

test("what two keepers wrote at once is read back whole, and no token stands in the files", async () => {
  const [one, other] = [open("one"), open("other")]
  const entries = Array.from({ length: 20 }, (_, index) => entry(randomUUID(), index))
  const written = entries.map((each, index) => (index % 2 ? one : other).append(each))
  expect(await Promise.all(written)).toEqual(entries.map(() => true))
  expect((await readTokens()).sort()).toEqual(entries.map((each) => each.refreshToken).sort())
  const names = await readdir(folder)
  expect(names).toHaveLength(2)
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))
  expect(texts.join("")).not.toContain("token 1 of")
})

test("a line that a crash cut off is passed over, and the lines of other files count", async () => {
  const [one, other] = [open("one"), open("other")]
  await one.append(entry("5b7bbf86-7e7c-4e2f-9ad3-0d3f7a0f3f5a", 1))
  const [path = ""] = (await listFiles(folder)).all
  const whole = await readFile(path, "utf8")
  for (const length of [1, 40, whole.length - 2]) {
    await writeFile(path, whole + whole.slice(0, length))
    expect(await readTokens()).toHaveLength(1)
  }
  await other.append(entry(randomUUID(), 1))
  expect(await readTokens()).toHaveLength(2)
})

test("a file that was removed under its keeper is begun anew, and what the folder then has is compared", async () => {
  const journal = open()
  expect(await journal.append(entry(randomUUID(), 1))).toBe(true)
  expect((await journal.readIdsIfDue())?.size).toBe(1)
  expect(await journal.readIdsIfDue()).toBeNull()
  await rm(folder, { recursive: true })
  expect(await journal.append(entry(randomUUID(), 2))).toBe(true)
  expect(await readTokens()).toHaveLength(1)
  expect((await journal.readIdsIfDue())?.size).toBe(1)
})

test("where the journal's folder was renamed, or another one lies in its place, the next entry goes to that place", async () => {
  const journal = open()
  expect(await journal.append(entry(randomUUID(), 1))).toBe(true)
  await rename(folder, `${folder}-moved`)
  expect(await journal.append(entry(randomUUID(), 2))).toBe(true)
  expect(await readTokens()).toHaveLength(1)
  const [name = ""] = await readdir(folder)
  await rename(join(folder, name), join(folder, `${name}.old`))
  await writeFile(join(folder, name), "")
  expect(await journal.append(entry(randomUUID(), 3))).toBe(true)
  expect(await readTokens()).toHaveLength(1)
  await rm(`${folder}-moved`, { recursive: true })
})

test("merged files hold the newest three entries of each grant, once each, sealed with the newest key, whatever bent copies there are", async () => {
  const [busy, quiet] = [randomUUID(), randomUUID()]
  const twice = entry(quiet, 4)
  for (let round = 0; round < 8; round += 1) {
    const journal = open(`keeper-${round}`)
    await journal.append(entry(busy, round))
    await journal.append(twice)
    await journal.close()
  }
  const [first = ""] = (await listFiles(folder)).all
  const text = await readFile(first, "utf8")
  await writeFile(first, `${text.split("\n").map(bend).join("\n")}\n${text}{ torn`)
  await compact(folder, vaultOf(K2, K1))
  const tokens = [7, 6, 5].map((epoch) => `token ${epoch} of ${busy}`)
  expect((await readTokens(vaultOf(K2))).sort()).toEqual([...tokens, twice.refreshToken].sort())
  expect(await readdir(folder)).toHaveLength(1)
})

test("an entry that was bent is known to be missing, and what stands beside a seal puts nothing in another order", async () => {
  const grantId = randomUUID()
  const journal = open()
  const entries = [4, 5, 6, 7, 8].map((epoch) => entry(grantId, epoch))
  for (const each of entries) await journal.append(each)
  const [path = ""] = (await listFiles(folder)).all
  const lines = (await readFile(path, "utf8")).trim().split("\n")
  const raised = lines.map((line, index) =>
    index < 3 ? line.replace('"epoch":', '"epoch":1') : line,
  )
  const moved = raised.map((line, index) =>
    index === 4 ? line.replace(grantId, randomUUID()) : line,
  )
  await writeFile(path, [...moved.map(bend), ...moved, ...moved.map(bend)].join("\n"))
  const store = openFolderStore(folder, "two")
  const newest = (await readNewest([store], vaultOf(K1))).get(grantId) ?? []
  expect(newest.map((one) => one.epoch)).toEqual([8, 7, 6])
  await writeFile(path, [bend(moved[0] ?? ""), ...moved.slice(1)].join("\n"))
  const missing = entries.slice(0, 1).map((one) => one.tokenSetId)
  const known = await open("three").readIdsIfDue()
  expect(entries.map((one) => one.tokenSetId).filter((id) => !known?.has(id))).toEqual(missing)
})

test("a file that is being written is left alone by who merges", async () => {
  const journal = open()
  await journal.append(entry(randomUUID(), 1))
  await compact(folder, vaultOf(K1), true)
  await journal.append(entry(randomUUID(), 2))
  expect(await readTokens()).toHaveLength(2)
})

test("a folder that cannot be written is no reason to stop, unless the journal is required", async () => {
  await rm(folder, { recursive: true })
  await writeFile(folder, "no folder")
  const [optional, required] = [open("one"), open("two", true)]
  expect(await optional.append(entry(randomUUID(), 1))).toBe(false)
  expect(optional.trouble()?.code).toMatch(/^(EEXIST|ENOTDIR)$/)
  expect(await optional.admits()).toBe(true)
  expect(await optional.countKeys()).toBeNull()
  expect(await required.admits()).toBe(false)
})

test("an entry that was moved to another token set's line, or comes from elsewhere, does not open", async () => {
  await open().append(entry(randomUUID(), 1))
  const [path = ""] = (await listFiles(folder)).all
  const line = JSON.parse((await readFile(path, "utf8")).trim())
  await writeFile(path, `${JSON.stringify({ ...line, id: randomUUID() })}\n`)
  expect(await readTokens()).toEqual(["moved"])
  await writeFile(path, `${JSON.stringify(line)}\n`)
  const elsewhere = createVault({ keys: [K1], installationId: randomUUID() })
  expect(await readTokens(elsewhere)).toEqual(["moved"])
})
