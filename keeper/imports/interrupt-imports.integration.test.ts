import { afterAll, beforeAll, expect, test } from "vitest"
import { beginImport } from "@/keeper/imports/start-import"
import { disableService, revokeService } from "@/keeper/services/manage/end-service"
import { createTestDb, type TestDb } from "@/lib/db/test-db"

let scratch: TestDb
beforeAll(async () => {
  scratch = await createTestDb()
})
afterAll(() => scratch.drop())

test.each([
  ["disabled", disableService],
  ["revoked", revokeService],
])(
  "of the imports of a service that is %s only what was sent, or is a hand-over, goes on",
  async (_, end) => {
    const { db } = scratch
    const maker = { email: `${end.name}@ledgers.example`, name: "Olive", role: "owner" } as const
    const { id: memberId } = await db.member.create({ data: maker, select: { id: true } })
    const facts = { name: "Export", reach: "all", createdById: memberId } as const
    const service = { ...facts, rights: ["import_tokens" as const] }
    const { id: serviceId } = await db.service.create({ data: service, select: { id: true } })
    const rows = [{}, { presentations: 1 }, { claimAddress: "https://old.example" }]
    const create = rows.map((row, position) => ({
      ...row,
      position,
      line: position,
      source: "csv",
    }))
    const begun = { serviceId, startedAt: new Date(), rows: { create } }
    const { id: importId } = await db.import.create({ data: begun, select: { id: true } })
    await end(scratch, memberId, { serviceId })
    const left = await db.importRow.findMany({
      where: { importId },
      select: { outcome: true },
      orderBy: { position: "asc" },
    })
    expect(left.map((one) => one.outcome)).toEqual([{ kind: "interrupted" }, null, null])
    // It was read a moment before.
    const late = await db.import.create({ data: { serviceId }, select: { id: true } })
    expect(await beginImport(db, late.id, { serviceId })).toEqual({ kind: "forbidden" })
  },
)
