import type { Starter } from "@/keeper/imports/interrupt-imports"
import { markKnown } from "@/keeper/imports/mark-known"
import { finishImport } from "@/keeper/imports/settle-row"
import type { Keeper } from "@/keeper/keeper"
import { holdRole } from "@/keeper/members/hold-acting"
import { holdRight } from "@/keeper/services/manage/hold-right"
import { recordEvent } from "@/lib/audit/record-event"
import { recordRefusal } from "@/lib/audit/record-refusal"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"
import type { Db, Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

// Of the lock under which imports start: two with the same token must see each other.
const STARTING = 7_203_001

/** Has every row of an import sent that can be; any keeper does it from here, also after a restart. Asked again, it says the same. */
export async function startImport(
  keeper: Keeper,
  memberId: string,
  { importId }: OperationInput<"startImport">,
): Promise<OperationOutput<"startImport">> {
  if (!(await mayStart(keeper.db, memberId, importId))) return { kind: "owner_needed" }
  return beginImport(keeper.db, importId, { memberId })
}

/** For a hand-over the keeper asks at whatever address the file names, also in a private network: that is an owner's to say. */
async function mayStart(db: Db, memberId: string, importId: string): Promise<boolean> {
  const handOvers = await db.importRow.count({ where: { importId, claimSealed: { not: null } } })
  const owner = { id: memberId, role: "owner" } as const
  if (handOvers === 0 || (await db.member.count({ where: owner })) > 0) return true
  const detail = { what: "startImport", needs: "owner" }
  await recordRefusal(db, { kind: "member.role_refused", memberId, detail })
  return false
}

/** The same for whoever has a database. A member who is disabled by now, or a service without the right, starts nothing. */
export async function beginImport(
  db: Db,
  importId: string,
  by: Starter,
): Promise<{ kind: "started"; tokens: number } | { kind: "not_found" } | { kind: "forbidden" }> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${STARTING})`
    if (!(await holdStarter(tx, by))) return { kind: "forbidden" }
    const [found] = await tx.$queryRaw<{ startedAt: Date | null }[]>`
      SELECT "startedAt" FROM "Import" WHERE "id" = ${importId}::uuid FOR UPDATE`
    if (found === undefined) return { kind: "not_found" }
    if (found.startedAt !== null) return { kind: "started", tokens: await countLeft(tx, importId) }
    await markKnown(tx, importId)
    const tokens = await tx.$executeRaw`
      UPDATE "ImportRow" SET "nextAttemptAt" = clock_timestamp()
      WHERE "importId" = ${importId}::uuid AND "outcome" IS NULL`
    await tx.$executeRaw`
      UPDATE "Import" SET "startedAt" = clock_timestamp(), "memberId" = coalesce(${by.memberId ?? null}::uuid, "memberId")
      WHERE "id" = ${importId}::uuid`
    await recordEvent(tx, { kind: "import.started", ...by, detail: { tokens } })
    await finishImport(tx, importId)
    return { kind: "started", tokens }
  })
}

/** Before the import's row is locked, as whoever keeps a starter out locks the two. */
async function holdStarter(tx: Tx, { memberId, serviceId }: Starter): Promise<boolean> {
  if (memberId !== undefined) return holdRole(tx, memberId, "admin")
  return serviceId === undefined || holdRight(tx, serviceId, "import_tokens")
}

/** Forgets a file that was read and not started. */
export async function discardImport(
  { db }: Pick<Keeper, "db">,
  memberId: string,
  { importId }: OperationInput<"discardImport">,
): Promise<OperationOutput<"discardImport">> {
  return db.$transaction(async (tx) => {
    const tokens = await countLeft(tx, importId)
    const { count } = await tx.import.deleteMany({ where: { id: importId, startedAt: null } })
    if (count === 0) return { kind: "not_found" }
    await recordEvent(tx, { kind: "import.discarded", memberId, detail: { tokens } })
    return { kind: "discarded" }
  })
}

/** How many of its tokens are to be sent, or would be. */
export async function countLeft(tx: Pick<Db, "importRow">, importId: string): Promise<number> {
  return tx.importRow.count({ where: { importId, outcome: { equals: Prisma.DbNull } } })
}
