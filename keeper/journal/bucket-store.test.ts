import { randomBytes, randomUUID } from "node:crypto"
import { afterEach, beforeEach, expect, test } from "vitest"
import { openBucketStore } from "@/keeper/journal/bucket-store"
import { type JournalLine, openLine, sealEntry } from "@/keeper/journal/entry"
import { createJournal } from "@/keeper/journal/journal"
import { countKeys, type JournalStore } from "@/keeper/journal/store"
import { startBucket, type TestBucket } from "@/keeper/testing/bucket"
import { createVault, type VaultKey } from "@/keeper/vault/vault"
import { createLog } from "@/lib/log"

const INSTALLATION = randomUUID()
const [K1, K2] = ["k1", "k2"].map((keyId) => ({ keyId, bytes: randomBytes(32) })) as [Key, Key]
const OLD = vaultOf(K1)
let bucket: TestBucket

beforeEach(async () => {
  bucket = await startBucket()
})
afterEach(() => bucket.close())

function vaultOf(...keys: VaultKey[]) {
  return createVault({ keys, installationId: INSTALLATION })
}

function open(keeperId = "one", url = bucket.url): JournalStore {
  return openBucketStore(
    { url, region: "auto", accessKeyId: "an-id", secretAccessKey: "a-secret" },
    keeperId,
  )
}

function entryOf(grantId: string, epoch: number) {
  return {
    ...{ tokenSetId: randomUUID(), parentId: null, grantId, chain: 1, epoch },
    ...{ receivedAt: "2026-11-29T12:00:00.000Z", refreshToken: `token ${epoch}` },
    ...{ xeroAppId: randomUUID(), xeroUserId: randomUUID(), scopes: ["offline_access"] },
    ...{ xeroUserName: "Alice Ledger", xeroUserEmail: null },
  }
}

async function readAll(store: JournalStore): Promise<JournalLine[]> {
  const lines: JournalLine[] = []
  for await (const line of store.read()) lines.push(line)
  return lines
}

test("what two keepers append is read back whole, page by page, and no token stands in the bucket", async () => {
  const [one, other] = [open("one"), open("other")]
  for (let epoch = 0; epoch < 4; epoch += 1) {
    await one.append([await sealEntry(OLD, entryOf(randomUUID(), epoch))])
    await other.append([await sealEntry(OLD, entryOf(randomUUID(), epoch))])
  }
  expect(await readAll(open())).toHaveLength(8)
  expect([...bucket.objects.values()].join("")).not.toContain("token 1")
})

test("many objects are merged to the newest three entries of each grant, and a new key seals them anew", async () => {
  const store = open()
  const [busy, quiet] = [randomUUID(), randomUUID()]
  await store.append([await sealEntry(OLD, entryOf(quiet, 1))])
  for (let epoch = 1; epoch <= 101; epoch += 1)
    await store.append([await sealEntry(OLD, entryOf(busy, epoch))])
  await store.tidy(OLD)
  expect(bucket.objects.size).toBe(1)
  expect((await readAll(store)).map((line) => line.epoch).sort()).toEqual([1, 101, 100, 99].sort())
  await store.reseal(vaultOf(K2, K1))
  expect(await countKeys(store)).toEqual({ k2: 4 })
  const opened = await Promise.all(
    (await readAll(store)).map((line) => openLine(vaultOf(K2), line)),
  )
  expect(new Set(opened.map((one) => one.kind))).toEqual(new Set(["open"]))
})

test("an emptied bucket is noticed, and trying to write leaves no entry", async () => {
  const store = open()
  await store.append([])
  await store.tidy(OLD)
  expect([store.takeFirst(), store.takeFirst()]).toEqual([true, false])
  expect(await readAll(store)).toEqual([])
  expect(bucket.objects.size).toBe(1)
})

test("a bucket that refuses, is away or does not exist is trouble with a code, and no reason to stop", async () => {
  const log = createLog("keeper", { write: () => {} })
  const journalOf = (store: JournalStore, isRequired = false) =>
    createJournal({ store, vault: OLD, isRequired, log })
  bucket.isShut = true
  const [optional, required] = [journalOf(open()), journalOf(open(), true)]
  expect(await optional.append(entryOf(randomUUID(), 1))).toBe(false)
  expect(optional.trouble()?.code).toMatch(/^[A-Z]\w+$/)
  expect(await required.admits()).toBe(false)
  bucket.isShut = false
  await expect(readAll(open("one", bucket.url.replace("a-bucket", "other")))).rejects.toThrow()
  await bucket.close()
  const away = journalOf(open())
  expect(await away.append(entryOf(randomUUID(), 1))).toBe(false)
  expect(away.trouble()?.code).toBe("ECONNREFUSED")
  bucket = await startBucket()
})

type Key = VaultKey
