import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { chainEvents } from "@/keeper/audit/chain-events"
import { HEAD_FILE } from "@/keeper/audit/head"
import { verifyEvents } from "@/keeper/audit/verify-events"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import type { Tx } from "@/lib/db/create-db"

let testEnv: TestEnv
let dataDir: string
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "tenantry-chain-"))
  testEnv = await startTestEnv({ env: { DATA_DIR: dataDir } })
})
beforeEach(forgetAll)
afterAll(async () => {
  await testEnv.close()
  await rm(dataDir, { recursive: true })
})

it("refuses whoever changes, removes or empties events, the keeper's own role included", async () => {
  const { db } = testEnv
  await chainMore(2)
  const statements = [
    `UPDATE "AuditEvent" SET "kind" = 'member.signed_out'`,
    `DELETE FROM "AuditEvent"`,
    `TRUNCATE "AuditEvent"`,
    `UPDATE "AuditBlock" SET "removedAt" = now(); DELETE FROM "AuditEvent"`,
  ]
  for (const statement of statements)
    await expect(db.$executeRawUnsafe(`DO $$ BEGIN ${statement}; END $$`)).rejects.toThrow(
      "events are only ever added",
    )
  expect(await db.auditEvent.count()).toBe(2)
  const [early] = await db.$queryRaw<object[]>`SELECT "removeOldEvents"(0) AS "done"`
  expect(early).toEqual({ done: false })
})

it("chains events once, in as many blocks as they come, and finds the chain whole", async () => {
  for (const count of [3, 1, 5_002]) await chainMore(count)
  await chainEvents(testEnv.keeper)
  await addEvents(2)
  const { head, ...found } = await verify()
  const counts = { events: 5_006, blocks: 4, waiting: 2 }
  expect(found).toEqual({ problems: [], ...counts, removedAt: null, end: "there" })
  expect(head).toMatchObject({ number: 4, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

it("makes one chain however many keepers make it", async () => {
  const other = await testEnv.openAnother()
  for (let round = 0; round < 5; round += 1) {
    await addEvents(3)
    await Promise.all([testEnv.keeper, other, testEnv.keeper, other].map(chainEvents))
  }
  expect(await verify()).toMatchObject({ problems: [], events: 15, waiting: 0 })
})

it("chains an event that is committed after a later one", async () => {
  const { db } = testEnv
  const [taken] = await db.$queryRaw<
    { id: bigint }[]
  >`SELECT nextval('"AuditEvent_id_seq"') AS "id"`
  await chainMore(2)
  await db.auditEvent.create({ data: { id: taken?.id ?? 0n, kind: "member.signed_in" } })
  await chainEvents(testEnv.keeper)
  await chainMore(1)
  expect(await verify()).toMatchObject({ problems: [], events: 4, blocks: 3, waiting: 0 })
})

it("shows an event that was changed, removed or put between by whoever got past the triggers", async () => {
  const ids = await chainThree()
  expect((await verify()).problems).toEqual([])
  await tamper(
    (tx) =>
      tx.$executeRaw`UPDATE "AuditEvent" SET "detail" = '{"to":"owner"}' WHERE "id" = ${ids[1]}`,
  )
  expect((await verify()).problems).toEqual([expect.stringMatching(/^The hash of block 1 /)])
  await chainThree()
  const [gone = 0n] = await chainThree()
  await tamper((tx) => tx.$executeRaw`DELETE FROM "AuditEvent" WHERE "id" = ${gone}`)
  expect((await verify()).problems).toEqual([`Block 1 lacks 1 of its events: ${gone}.`])
  await chainThree()
  const past = new Date(Date.now() - 60 * 60 * 1_000)
  const { id } = await testEnv.db.auditEvent.create({
    data: { id: -1n, kind: "member.signed_in", at: past },
  })
  expect((await verify()).problems).toEqual([
    `Event ${id} is in no block: it was added outside of the product.`,
  ])
})

it("shows a chain that was made anew without a sealing key, and one that lost a block", async () => {
  await chainThree()
  await chainMore(1)
  await chainMore(1)
  await testEnv.db.$executeRaw`UPDATE "AuditBlock" SET "hash" = repeat('a', 64) WHERE "number" = 3`
  expect((await verify()).problems).toContain("Block 3 has a hash that the keeper did not seal.")
  await testEnv.db.$executeRaw`
    UPDATE "AuditBlock" SET "hashSealed" = (SELECT "hashSealed" FROM "AuditBlock" WHERE "number" = 1) WHERE "number" = 3`
  expect((await verify()).problems).toContain("Block 3 was not sealed by the keeper (moved).")
  await testEnv.db.$executeRaw`UPDATE "AuditBlock" SET "removedAt" = now() WHERE "number" = 2`
  expect((await verify()).problems).toEqual(
    expect.arrayContaining([
      "Block 2 was removed out of turn.",
      "Block 2 was not removed by the keeper, or was brought back.",
    ]),
  )
  await testEnv.db.auditBlock.delete({ where: { number: 2 } })
  expect((await verify()).problems).toContain("Block 3 comes first: those before it are missing.")
})

it.each([
  ["with the newest events", 3],
  ["back to the first block", 2],
  ["whole", 1],
])(
  "shows that the end of the chain was cut off, %s, also once it has grown again",
  async (_, number) => {
    for (const count of [2, 1, 3]) await chainMore(count)
    expect(await verify()).toMatchObject({ problems: [], end: "there" })
    await tamper((tx) => removeFrom(tx, number))
    const problem =
      "Block 3 is missing or was replaced, with all that came after it: the end of the chain was cut off."
    expect((await verify()).problems).toEqual([problem])
    for (let round = 0; round < 4; round += 1) await chainMore(1)
    expect((await verify()).problems).toEqual([problem])
  },
)

it("shows blocks that somebody else marked as removed, with the events that they lack", async () => {
  for (let round = 0; round < 3; round += 1) await chainMore(1)
  await tamper(async (tx) => {
    await tx.$executeRaw`UPDATE "AuditBlock" SET "removedAt" = now(), "eventIds" = '{}' WHERE "number" = 2`
    await tx.$executeRaw`DELETE FROM "AuditEvent" WHERE "id" < (SELECT max("id") FROM "AuditEvent")`
    return tx.$executeRaw`DELETE FROM "AuditBlock" WHERE "number" < 2`
  })
  expect((await verify()).problems).toEqual([
    "Block 2 was not removed by the keeper, or was brought back.",
  ])
})

it("calls no end cut off that an owner took over or that no folder remembers, and begins anew there", async () => {
  await chainMore(1)
  await chainMore(1)
  await tamper((tx) => removeFrom(tx, 2))
  await testEnv.db.installation.updateMany({ data: { takeOvers: { increment: 1 } } })
  expect(await verify()).toMatchObject({ problems: [], end: "taken_over" })
  await chainMore(1)
  expect(await verify()).toMatchObject({ problems: [], end: "there" })
  await rm(join(dataDir, HEAD_FILE))
  await tamper((tx) => removeFrom(tx, 2))
  expect(await verify()).toMatchObject({ problems: [], end: "unknown" })
})

async function chainMore(count: number): Promise<void> {
  await addEvents(count)
  await chainEvents(testEnv.keeper)
}

/** The block of this number and all after it, with their events, as the database's owner can. */
async function removeFrom(tx: Tx, number: number): Promise<number> {
  await tx.$executeRaw`
    DELETE FROM "AuditEvent" e USING "AuditBlock" b WHERE b."number" >= ${number} AND e."id" = ANY(b."eventIds")`
  return tx.$executeRaw`DELETE FROM "AuditBlock" WHERE "number" >= ${number}`
}

async function forgetAll(): Promise<void> {
  await emptyTables(testEnv.db, "AuditEvent", "AuditBlock")
  await rm(join(dataDir, HEAD_FILE), { force: true })
}

/** A chain of three events and nothing else; their ids. */
async function chainThree(): Promise<bigint[]> {
  await forgetAll()
  await chainMore(3)
  const events = await testEnv.db.auditEvent.findMany({
    select: { id: true },
    orderBy: { id: "asc" },
  })
  return events.map(({ id }) => id)
}

async function addEvents(count: number): Promise<void> {
  const event = { kind: "member.signed_in", detail: { n: 1 } }
  await testEnv.db.auditEvent.createMany({ data: Array.from({ length: count }, () => event) })
}

function verify() {
  return verifyEvents(testEnv.keeper)
}

async function tamper(act: (tx: Tx) => Promise<number>): Promise<void> {
  await testEnv.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`
    expect(await act(tx)).toBeGreaterThan(0)
  })
}
