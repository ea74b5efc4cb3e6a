import { randomUUID } from "node:crypto"
import { beforeAll, expect, test } from "vitest"
import { recordRefusal } from "@/lib/audit/record-refusal"
import { shareTestDb } from "@/lib/db/share-test-db"

const scratch = shareTestDb()
let memberId: string
beforeAll(async () => {
  const data = {
    email: "a@ledgers.example",
    name: "Ann",
    role: "viewer",
    passwordHash: "-",
  } as const
  ;({ id: memberId } = await scratch.db.member.create({ data, select: { id: true } }))
})

test("of refusals that do not end the first 20 of an hour are events, and then every tenfold with how many there were", async () => {
  const since = await newestEventId()
  for (let round = 0; round < 1_050; round += 1) await refuse(memberId)
  const told = await timesSince(since)
  expect(told).toHaveLength(22)
  expect(told.slice(20)).toEqual([100, 1_000])
})

test("another member's and an unknown visitor's are counted on their own, and the next hour anew", async () => {
  const since = await newestEventId()
  await refuse(undefined)
  await refuse(memberId)
  expect(await timesSince(since)).toEqual([null])
  await scratch.db.$executeRaw`UPDATE "RefusalCount" SET "hour" = "hour" - interval '1 hour'`
  await refuse(memberId)
  expect(await timesSince(since)).toEqual([null, null])
})

test("refusals at the same moment are all counted", async () => {
  const key = `member.role_refused ${memberId}`
  await scratch.db.refusalCount.deleteMany()
  await Promise.all(Array.from({ length: 30 }, () => refuse(memberId)))
  const row = await scratch.db.refusalCount.findUnique({ where: { key }, select: { count: true } })
  expect(row?.count).toBe(30)
})

test("refusals that are told together are one event, which says how often it was", async () => {
  await scratch.db.refusalCount.deleteMany()
  const since = await newestEventId()
  for (const count of [1, 15, 10, 70, 10, 893, 2]) await refuse(memberId, count)
  expect(await timesSince(since)).toEqual([null, 16, 26, 106, 1_001])
})

function refuse(who: string | undefined, count?: number): Promise<void> {
  const detail = { what: randomUUID() }
  return recordRefusal(scratch.db, { kind: "member.role_refused", memberId: who, detail }, count)
}

async function newestEventId(): Promise<bigint> {
  const found = await scratch.db.auditEvent.findFirst({
    orderBy: { id: "desc" },
    select: { id: true },
  })
  return found?.id ?? 0n
}

async function timesSince(id: bigint): Promise<(number | null)[]> {
  const rows = await scratch.db.$queryRaw<{ times: number | null }[]>`
    SELECT ("detail"->>'times')::int AS "times" FROM "AuditEvent" WHERE "id" > ${id} ORDER BY "id"`
  return rows.map((row) => row.times)
}
