import { randomBytes, randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { sealEntry } from "@/keeper/journal/entry"
import { openStore } from "@/keeper/journal/open-store"
import { createVault } from "@/keeper/vault/vault"
import { shareTestDb } from "@/lib/db/share-test-db"
import { run } from "./run"

const [K1, K2] = ["k1", "k2"].map((keyId) => ({ keyId, bytes: randomBytes(32) })) as [Key, Key]
const testDb = shareTestDb()
let folder: string
let said: string[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-keys-"))
  const { id: installationId } = await testDb.db.installation.findFirstOrThrow({
    select: { id: true },
  })
  const vault = createVault({ keys: [K1], installationId })
  const id = randomUUID()
  const secretSealed = await vault.seal("a secret", { column: "CodeApp.secret", row: id })
  const member = { email: "olive@ledgers.example", name: "Olive", role: "owner" } as const
  const { id: memberId } = await testDb.db.member.create({ data: member, select: { id: true } })
  const data = { id, memberId, name: "Phone", secretSealed }
  await testDb.db.codeApp.create({ data, select: { id: true } })
  const store = openStore(folder, { keeperId: "a-keeper", source: {} })
  await store.append([await sealEntry(vault, entry())])
  await store.close()
})
afterAll(() => rm(folder, { recursive: true }))
beforeEach(() => {
  said = []
  for (const name of ["log", "error"] as const)
    vi.spyOn(console, name).mockImplementation((line: string) => said.push(line))
  vi.stubEnv("DATABASE_URL", testDb.url)
  vi.stubEnv("JOURNAL_DIR", folder)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

function entry() {
  return {
    ...{ tokenSetId: randomUUID(), parentId: null, grantId: randomUUID(), chain: 1, epoch: 1 },
    ...{ receivedAt: "2026-11-28T12:00:00.000Z", refreshToken: "a token", scopes: ["openid"] },
    ...{ xeroAppId: randomUUID(), xeroUserId: randomUUID() },
    ...{ xeroUserName: "Alice Ledger", xeroUserEmail: null },
  }
}

function textOf(keys: Key[]): string {
  return keys.map((one) => `${one.keyId}:${one.bytes.toString("base64")}`).join(",")
}

async function tell(keys: Key[], ...words: string[]): Promise<string> {
  vi.stubEnv("VAULT_KEYS", textOf(keys))
  expect(await run(["keys", ...words])).toBe(0)
  return said.at(-1) ?? ""
}

test("an old key may be dropped once nothing hangs on it, in the database and in the journal", async () => {
  expect(await tell([K1])).toMatch(/^k1 seals: 2 values\n {2}CodeApp.secret: 1\n {2}journal: 1$/)
  const before = await tell([K2, K1])
  expect(before).toMatch(/k2 seals: 0 values\nk1 opens: 2 values/)
  expect(before).not.toContain("you may drop it")
  vi.stubEnv("JOURNAL_DIR", "/dev/null")
  const unread = await tell([K2, K1])
  expect(unread).toContain("The journal cannot be read now, so nobody knows which keys it needs.")
  vi.stubEnv("JOURNAL_DIR", folder)
  const after = await tell([K2, K1], "reseal")
  expect(after).toMatch(/k2 seals: \d+ values/)
  expect(after).toContain(
    "Nothing depends on k1: you can take it out of VAULT_KEYS. Keep it for as long as you keep",
  )
  expect(await tell([K2])).not.toContain("k1")
})

test("a key that is missing is told with what hangs on it, and what is asked wrongly is answered", async () => {
  expect(await tell([K1])).toMatch(
    /k2 is MISSING, or another key has its id: \d+ values\n {2}CodeApp.secret: 1/,
  )
  expect(await run(["keys", "pause"])).toBe(1)
  expect(said.at(-1)).toBe("Nothing is being sealed anew.")
  expect(await run(["keys", "drop"])).toBe(2)
  const wrong = { keyId: "k2", bytes: randomBytes(32) }
  vi.stubEnv("VAULT_KEYS", textOf([wrong, K1, { ...K2, keyId: "k3" }]))
  expect(await run(["keys", "reseal"])).toBe(78)
  expect(said.at(-1)).toMatch(/^VAULT_KEYS names a key k2 that does not open what k2 sealed/)
})

test("what is damaged is told as damaged", async () => {
  const store = openStore(folder, { keeperId: "a-keeper", source: {} })
  const { tokenSetId: id, grantId, chain, epoch } = entry()
  await store.append([{ v: 1, id, grantId, chain, epoch, sealed: "damaged" }])
  await store.close()
  expect(await tell([K2])).toContain("Damaged, so that no key opens them: 1 value\n  journal: 1")
})

type Key = { keyId: string; bytes: Buffer }
