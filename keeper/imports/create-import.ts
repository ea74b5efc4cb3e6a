import { markKnown } from "@/keeper/imports/mark-known"
import type { Db } from "@/lib/db/create-db"
import type { Prisma } from "@/lib/db/generated/client"
import { storableText } from "@/lib/text"

const LONGEST_FILE_NAME = 100

/** Stores an import that is not started yet, with its rows; those whose tokens are known already have that as their outcome. */
export async function createImport(
  db: Db,
  { fileName, memberId, serviceId }: ImportOrigin,
  { xeroAppId, rows }: { xeroAppId: string; rows: Prisma.ImportRowCreateManyImportInput[] },
): Promise<{ kind: "read"; importId: string }> {
  const { id: importId } = await db.import.create({
    data: {
      fileName: fileName === null ? null : storableText(fileName, LONGEST_FILE_NAME) || null,
      xeroAppId,
      memberId,
      serviceId,
      rows: { createMany: { data: rows } },
    },
    select: { id: true },
  })
  await markKnown(db, importId)
  return { kind: "read", importId }
}

/** The member, the service or neither is the one who brings the file. */
export type ImportOrigin = { fileName: string | null; memberId?: string; serviceId?: string }
