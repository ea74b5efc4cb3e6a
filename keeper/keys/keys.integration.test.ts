import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { keepJournal } from "@/keeper/journal/keep-journal"
import type { Keeper } from "@/keeper/keeper"
import { pauseReseal, readKeys, startReseal } from "@/keeper/keys/manage-reseal"
import { workOnReseal } from "@/keeper/keys/reseal-work"
import { storeCrowd } from "@/keeper/testing/crowd"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"

// The longest id that a key may have.
const NEW = "k2".padEnd(64, "-new")
const K2 = `${NEW}:${randomBytes(32).toString("base64")}`
const WRONG_K1 = `k1:${randomBytes(32).toString("base64")}`
let testEnv: TestEnv
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenantry-keys-"))
  testEnv = await startTestEnv({ env: { JOURNAL_DIR: folder } })
})
afterEach(async () => {
  await testEnv.close()
  await rm(folder, { recursive: true })
})

function openWith(keys: string): Promise<Keeper> {
  return testEnv.openAnother({ VAULT_KEYS: keys })
}

async function listPauses() {
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: { in: ["keys.reseal_paused", "keys.reseal_resumed"] } },
    orderBy: { id: "asc" },
    select: { kind: true, memberId: true },
  })
  return events.map(({ kind, memberId }) => [kind, memberId === testEnv.memberId])
}

async function valuesOn(keeper: Keeper, keyId: string): Promise<number> {
  const { keys } = await readKeys(keeper)
  const { kinds } = keys.find((one) => one.keyId === keyId) ?? { kinds: [] }
  return kinds.reduce((sum, one) => sum + one.values, 0)
}

test("everything comes to hang on the new key, ended sign-ins and the journal included, and then the old key can go", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const [ended = ""] = await storeCrowd(testEnv, 60)
  await refreshGrant(testEnv.keeper, grantId, { asked: true })
  const end = { state: "ended", endedReason: "refused" } as const
  await testEnv.db.grant.update({ where: { id: ended }, data: end })
  await testEnv.keeper.journal.close()
  const both = await openWith(`${K2},${testEnv.env.VAULT_KEYS}`)
  expect(await valuesOn(both, "k1")).toBeGreaterThan(60)
  await startReseal(both, testEnv.memberId)
  await Promise.all([workOnReseal(both), workOnReseal(both)])
  await keepJournal(both)
  const read = await readKeys(both)
  expect(read.reseal).toMatchObject({ keyId: NEW, isPaused: false, shut: 0 })
  expect(read.reseal?.finishedAt).not.toBeNull()
  expect(read.keys.map((one) => [one.keyId, one.kinds.length > 0])).toEqual([
    [NEW, true],
    ["k1", false],
  ])
  const alone = await openWith(K2)
  expect(await refreshGrant(alone, grantId, { asked: true })).toEqual({ kind: "refreshed" })
  expect(await refreshGrant(alone, ended, { asked: true })).toEqual({ kind: "refreshed" })
  await Promise.all([both.journal.close(), alone.journal.close()])
})

test("a pause holds it, and it goes on where it was", async () => {
  await storeCrowd(testEnv, 120)
  const both = await openWith(`${K2},${testEnv.env.VAULT_KEYS}`)
  const pause = (isPaused: boolean) => pauseReseal(both, testEnv.memberId, { isPaused })
  await startReseal(both, null)
  const working = workOnReseal(both)
  await pause(true)
  await working
  await workOnReseal(both)
  const { reseal } = await readKeys(both)
  expect(reseal).toMatchObject({ isPaused: true, finishedAt: null })
  expect(await valuesOn(both, "k1")).toBeGreaterThan(0)
  for (const _ of [1, 2]) expect(await pause(false)).toEqual({ kind: "resumed" })
  expect(await listPauses()).toEqual([
    ["keys.reseal_paused", true],
    ["keys.reseal_resumed", true],
  ])
  await workOnReseal(both)
  expect(await valuesOn(both, "k1")).toBe(0)
  expect(await pause(true)).toEqual({ kind: "not_running" })
})

test.each([
  ["missing", K2],
  ["another one with its id", `${K2},${WRONG_K1}`],
])(
  "a key that is %s is told by the sign-ins that it costs, and what it sealed is left as it is",
  async (_, keys) => {
    const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
    await testEnv.db.$executeRaw`UPDATE "XeroApp" SET "clientSecretsSealed" = ''`
    const other = await openWith(keys)
    await startReseal(other, null)
    await workOnReseal(other)
    const { keys: told, reseal } = await readKeys(other)
    expect(told.find((one) => one.keyId === "k1")).toMatchObject({
      isHere: false,
      signIns: 1,
      organisations: [expect.stringContaining("Maple")],
    })
    expect(reseal?.shut).toBeGreaterThan(0)
    const both = await openWith(`${K2},${testEnv.env.VAULT_KEYS}`)
    expect(await refreshGrant(both, grantId, { asked: true })).toEqual({ kind: "refreshed" })
  },
)

test("a keeper does not start with a sealing key that is not the one which sealed under its id", async () => {
  await storeCrowd(testEnv, 1)
  await testEnv.db.$executeRaw`UPDATE "XeroApp" SET "clientSecretsSealed" = ''`
  await expect(openWith(WRONG_K1)).rejects.toMatchObject({ code: "wrong_key" })
})
