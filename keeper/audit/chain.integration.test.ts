import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { chainEvents } from "@/keeper/audit/chain-events"
import { verifyEvents } from "@/keeper/audit/verify-events"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import type { Tx } from "@/lib/db/create-db"

let testEnv: TestEnv
beforeAll(async () => {
  testEnv = await startTestEnv()
})
beforeEach(() => emptyTables(testEnv.db, "AuditEvent", "AuditBlock"))
afterAll(() => testEnv.close())

it("refuses whoever changes, removes or empties events, the keeper's own role included", async () => {
  const { db } = testEnv
  await addEvents(2)
  await chainEvents(testEnv.keeper)
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
  for (const count of [3, 1, 5_002]) {
    await addEvents(count)
    await chainEvents(testEnv.keeper)
  }
  await chainEvents(testEnv.keeper)
  await addEvents(2)
  const { head, ...found } = await verify()
  expect(found).toEqual({ problems: [], events: 5_006, blocks: 4, waiting: 2, removedAt: null })
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
  await addEvents(2)
  await chainEvents(testEnv.keeper)
  await db.auditEvent.create({ data: { id: taken?.id ?? 0n, kind: "member.signed_in" } })
  await chainEvents(testEnv.keeper)
  await addEvents(1)
  await chainEvents(testEnv.keeper)
  expect(await verify()).toMatchObject({ problems: [], events: 4, blocks: 3, waiting: 0 })
})

it("shows an event that was changed, removed or put between by whoever got past the triggers", async () => {
  const ids = await chainThree()
  expect((await verify()).problems).toEqual([])
  await tamper(
    (tx) =>
      tx.$executeRaw`UPDATE "AuditEvent" SET "detail" = '{"to":"owner"}' WHERE "id" = ${ids[1]}`,
  )
  expect((await verify()).problems).toEqual([expect.stringMatching(/^Block 1 has another hash/)])
  await chainThree()
  const [gone = 0n] = await chainThree()
  await tamper((tx) => tx.$executeRaw`DELETE FROM "AuditEvent" WHERE "id" = ${gone}`)
  expect((await verify()).problems).toEqual([`Block 1 misses 1 of its events: ${gone}.`])
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
  await addEvents(1)
  await chainEvents(testEnv.keeper)
  await addEvents(1)
  await chainEvents(testEnv.keeper)
  await testEnv.db.$executeRaw`UPDATE "AuditBlock" SET "hash" = repeat('a', 64) WHERE "number" = 3`
  expect((await verify()).problems).toContain("Block 3 has another hash than the keeper sealed.")
  await testEnv.db.$executeRaw`
    UPDATE "AuditBlock" SET "hashSealed" = (SELECT "hashSealed" FROM "AuditBlock" WHERE "number" = 1) WHERE "number" = 3`
  expect((await verify()).problems).toContain("Block 3 was not sealed by the keeper (moved).")
  await testEnv.db.$executeRaw`UPDATE "AuditBlock" SET "removedAt" = now() WHERE "number" = 2`
  expect((await verify()).problems).toContain("Block 2 was removed out of turn.")
  await testEnv.db.auditBlock.delete({ where: { number: 2 } })
  expect((await verify()).problems).toContain("Block 3 follows none: those before it are missing.")
})

/** A chain of three events and nothing else; their ids. */
async function chainThree(): Promise<bigint[]> {
  await emptyTables(testEnv.db, "AuditEvent", "AuditBlock")
  await addEvents(3)
  await chainEvents(testEnv.keeper)
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
  return verifyEvents(testEnv.db, testEnv.keeper.vault)
}

async function tamper(act: (tx: Tx) => Promise<number>): Promise<void> {
  await testEnv.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`
    expect(await act(tx)).toBe(1)
  })
}
