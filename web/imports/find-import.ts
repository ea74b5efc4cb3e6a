import { z } from "zod"
import { type ImportOutcome, importOutcome } from "@/lib/contract/import-operations"
import type { Prisma } from "@/lib/db/generated/client"
import { requireMember } from "@/web/auth/require-member"
import { db } from "@/web/db"
import { labelled } from "@/web/tenants/labelled"

export const IMPORT_PAGE_SIZE = 100

/** An import with how many of its rows stand where, and one page of them; null where there is none. */
export async function findImport(importId: string, page: number): Promise<ImportView | null> {
  await requireMember("admin")
  if (!z.guid().safeParse(importId).success) return null
  const [found, counts, rows] = await Promise.all([
    db().import.findUnique({ where: { id: importId }, select: IMPORT }),
    countRows(importId),
    db().importRow.findMany({
      where: { importId },
      orderBy: { position: "asc" },
      skip: (page - 1) * IMPORT_PAGE_SIZE,
      take: IMPORT_PAGE_SIZE,
      select: ROW,
    }),
  ])
  if (found === null) return null
  return { ...found, counts, rows: await labelRows(rows.map(readRow)) }
}

/** The newest imports that were started. */
export async function listImports(): Promise<ImportSummary[]> {
  await requireMember("admin")
  const imports = await db().import.findMany({
    where: { startedAt: { not: null } },
    orderBy: { createdAt: "desc" },
    take: 10,
    select: { ...IMPORT, _count: { select: { rows: true } } },
  })
  return imports.map(({ _count, ...one }) => ({ ...one, rows: _count.rows }))
}

async function countRows(importId: string): Promise<Counts> {
  const counted = await db().$queryRaw<{ kind: string; rows: number }[]>`
    SELECT coalesce("outcome"->>'kind', 'left') AS "kind", count(*)::int AS "rows" FROM "ImportRow"
    WHERE "importId" = ${importId}::uuid GROUP BY 1`
  const of = (...kinds: string[]) =>
    counted.filter((one) => kinds.includes(one.kind)).reduce((sum, one) => sum + one.rows, 0)
  const [all, left, connected] = [
    of(...counted.map((one) => one.kind)),
    of("left"),
    of("connected"),
  ]
  const skipped = of(
    "wrong",
    "duplicate",
    "other_app",
    "interrupted",
    "not_handed_over",
    "app_removed",
  )
  return { all, left, connected, skipped, refused: all - left - connected - skipped }
}

/** A row tells the organisations that it connected from their namesakes. */
async function labelRows(rows: ImportRowView[]): Promise<ImportRowView[]> {
  const named = rows.flatMap(({ outcome }) =>
    outcome?.kind === "connected" ? outcome.organisations : [],
  )
  const labels = new Map((await labelled(named)).map((one) => [one.tenantId, one.name]))
  return rows.map((row) => {
    if (row.outcome?.kind !== "connected") return row
    const organisations = row.outcome.organisations.map((one) => ({
      ...one,
      name: labels.get(one.tenantId) ?? one.name,
    }))
    return { ...row, outcome: { ...row.outcome, organisations } }
  })
}

function readRow({ outcome, ...row }: StoredRow): ImportRowView {
  return { ...row, outcome: importOutcome.safeParse(outcome).data ?? null }
}

const IMPORT = {
  id: true,
  fileName: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.ImportSelect
const ROW = {
  position: true,
  line: true,
  source: true,
  reference: true,
  issuedAt: true,
  nextAttemptAt: true,
  lastTrouble: true,
  claimAddress: true,
  outcome: true,
} satisfies Prisma.ImportRowSelect

type StoredRow = Prisma.ImportRowGetPayload<{ select: typeof ROW }>
/** `left`: not sent yet, or not answered; `skipped`: not sent at all; `refused`: sent in vain. */
type Counts = { all: number; left: number; connected: number; skipped: number; refused: number }
type StoredImport = Prisma.ImportGetPayload<{ select: typeof IMPORT }>
export type ImportSummary = StoredImport & { rows: number }
export type ImportRowView = Omit<StoredRow, "outcome"> & { outcome: ImportOutcome | null }
export type ImportView = StoredImport & { counts: Counts; rows: ImportRowView[] }
