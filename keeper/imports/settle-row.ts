import type { AskedList, ListDiff } from "@/keeper/tenants/plan-connections"
import { recordEvent } from "@/lib/audit/record-event"
import type { ImportOutcome } from "@/lib/contract/import-operations"
import type { Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"
import { findXeroUserLabels } from "@/lib/names/find-labels"

const MOST_NAMED = 20

/** Writes a row's outcome and forgets its token. An outcome that is there already stays, unless Xero has answered since. */
export async function settleRow(tx: Tx, rowId: string, outcome: ImportOutcome): Promise<void> {
  const [row] = await tx.$queryRaw<{ importId: string }[]>`
    UPDATE "ImportRow" SET "outcome" = ${JSON.stringify(outcome)}::jsonb, "outcomeAt" = clock_timestamp(),
      "nextAttemptAt" = NULL, "leaseUntil" = NULL, "lastTrouble" = NULL, "tokenSealed" = NULL, "claimSealed" = NULL
    WHERE "id" = ${rowId}::uuid AND ("outcome" IS NULL OR "grantId" IS NOT NULL)
    RETURNING "importId"`
  if (row !== undefined) await finishImport(tx, row.importId)
}

/** The app's secrets are gone, so nothing can be sent for the row any more, nor its answer used. */
export async function endForRemovedApp(tx: Tx, rowId: string): Promise<void> {
  await tx.importAttempt.updateMany({ where: { rowId }, data: { answerSealed: null } })
  await settleRow(tx, rowId, { kind: "app_removed" })
}

/** Rows whose chain is stored, and whose organisations are still to be listed. */
export function awaitingList(grantId: string) {
  return { grantId, outcome: { equals: Prisma.DbNull } }
}

/** What a list of organisations means for the imported rows that waited for it. */
export async function settleListed(tx: Tx, { grantId }: AskedList, diff: ListDiff): Promise<void> {
  const rows = await tx.importRow.findMany({ where: awaitingList(grantId), select: { id: true } })
  if (rows.length === 0) return
  const xeroUserName = (await findXeroUserLabels(tx, [grantId])).get(grantId) ?? ""
  const { listed } = diff
  const outcome: ImportOutcome =
    listed.length === 0
      ? { kind: "no_organisations", xeroUserName }
      : {
          kind: "connected",
          xeroUserName,
          organisations: listed.slice(0, MOST_NAMED),
          count: listed.length,
        }
  for (const { id } of rows) await settleRow(tx, id, outcome)
}

/** Notes that an import is over, once every row has its outcome; the last of several at the same moment does it. */
export async function finishImport(tx: Tx, importId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "Import" WHERE "id" = ${importId}::uuid FOR UPDATE`
  const finished = await tx.$queryRaw<{ memberId: string | null; serviceId: string | null }[]>`
    UPDATE "Import" i SET "finishedAt" = clock_timestamp()
    WHERE i."id" = ${importId}::uuid AND i."startedAt" IS NOT NULL AND i."finishedAt" IS NULL
      AND NOT EXISTS (SELECT 1 FROM "ImportRow" r WHERE r."importId" = i."id" AND r."outcome" IS NULL)
    RETURNING "memberId", "serviceId"`
  const [by] = finished
  if (by === undefined) return
  const counts = await tx.$queryRaw<{ kind: string; rows: number }[]>`
    SELECT "outcome"->>'kind' AS "kind", count(*)::int AS "rows" FROM "ImportRow"
    WHERE "importId" = ${importId}::uuid GROUP BY 1 ORDER BY 1`
  await recordEvent(tx, {
    kind: "import.finished",
    ...by,
    detail: Object.fromEntries(counts.map(({ kind, rows }) => [kind, rows])),
  })
}
