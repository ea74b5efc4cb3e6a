import { randomUUID } from "node:crypto"
import { markKnown } from "@/keeper/imports/mark-known"
import { countLeft } from "@/keeper/imports/start-import"
import { recordEvent } from "@/lib/audit/record-event"
import type { Db } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"
import { storableText } from "@/lib/text"

const LONGEST_FILE_NAME = 100
/** Ten thousand rows are written in one transaction. */
const TRANSACTION = { maxWait: 5_000, timeout: 60_000 }

/**
 * Stores an import that is not started yet, with its rows; those whose tokens are known already have that as their outcome.
 * One that is stored under this id already stays as it is.
 */
export async function createImport(
  db: Db,
  { fileName, memberId, serviceId, importId: id = randomUUID() }: ImportOrigin,
  { xeroAppId, rows }: { xeroAppId: string; rows: NewRow[] },
): Promise<{ kind: "read"; importId: string }> {
  const shown = fileName === null ? null : storableText(fileName, LONGEST_FILE_NAME) || null
  const row = { id, fileName: shown, xeroAppId, memberId, serviceId }
  await db.$transaction(async (tx) => {
    const { count } = await tx.import.createMany({ data: row, skipDuplicates: true })
    if (count === 0) return
    await tx.importRow.createMany({ data: rows.map((one) => ({ ...one, importId: id })) })
    await markKnown(tx, id)
    // What no member brings is started at once, which is an event.
    if (memberId === undefined) return
    const tokens = await countLeft(tx, id)
    await recordEvent(tx, { kind: "import.read", memberId, detail: { tokens } })
  }, TRANSACTION)
  return { kind: "read", importId: id }
}

type NewRow = Omit<Prisma.ImportRowCreateManyInput, "importId">
/** The member, the service or neither is the one who brings the file. */
export type ImportOrigin = {
  fileName: string | null
  memberId?: string
  serviceId?: string
  /** Where the same file shall be the same import. */
  importId?: string | undefined
}
