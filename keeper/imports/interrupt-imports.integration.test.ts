import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, test } from "vitest"
import { importRow } from "@/keeper/imports/import-row"
import { beginImport } from "@/keeper/imports/start-import"
import type { Keeper } from "@/keeper/keeper"
import { changeService } from "@/keeper/services/manage/change-service"
import { disableService, revokeService } from "@/keeper/services/manage/end-service"
import { createTestDb, type TestDb } from "@/lib/db/test-db"

let scratch: TestDb
beforeAll(async () => {
  scratch = await createTestDb()
})
afterAll(() => scratch.drop())

test.each([
  ["is disabled", disableService],
  ["is revoked", revokeService],
  ["may not import any more", takeRight],
  ["has expired", expire],
])(
  "of the imports of a service that %s only what was sent, or is a hand-over, goes on",
  async (_, end) => {
    const { db } = scratch
    const maker = { email: `${end.name}@ledgers.example`, name: "Olive", role: "owner" } as const
    const { id: memberId } = await db.member.create({ data: maker, select: { id: true } })
    const made = { ...SETTINGS, rights: ["import_tokens" as const] }
    const service = { ...made, createdById: memberId }
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

const SETTINGS = { name: "Export", reach: "all" as const, networks: [], expiresAt: null }

async function takeRight({ db }: TestDb, memberId: string, { serviceId }: { serviceId: string }) {
  const acting = { memberId, sessionId: randomUUID() }
  await changeService({ db }, acting, { ...SETTINGS, serviceId, rights: [], tenantIds: [] })
}

/** A keeper takes up each of its rows after its end. */
async function expire({ db }: TestDb, _: string, { serviceId }: { serviceId: string }) {
  await db.$executeRaw`
    UPDATE "Service" SET "expiresAt" = clock_timestamp() - interval '1 second' WHERE "id" = ${serviceId}::uuid`
  const ofIt = { import: { serviceId } }
  const rows = await db.importRow.findMany({ where: ofIt, select: { id: true } })
  for (const { id } of rows) await importRow({ db, xeroAppId: randomUUID() } as Keeper, id)
}
