import { setTimeout as sleep } from "node:timers/promises"
import { listSealedColumns, type SealedColumn } from "@/keeper/keys/sealed-columns"
import { type Vault, VaultError } from "@/keeper/vault/vault"
import type { Db } from "@/lib/db/create-db"

const BATCH = 50
const SHORTEST_REST_IN_MILLISECONDS = 20

/**
 * Seals every stored value anew that another key sealed, in batches, and rests as long as each batch took, so that others
 * hardly notice. A value that changed in the meantime, or does not open, stays as it is. `goOn` hears what a batch did, and
 * ends it by false.
 */
export async function resealAll(parts: { db: Db; vault: Vault; goOn: GoOn }): Promise<void> {
  for (const column of await listSealedColumns(parts.db)) {
    let after = "(0,0)"
    for (;;) {
      const begunAt = performance.now()
      const batch = await resealBatch(parts, column, after)
      if (batch === null) break
      after = batch.last
      if (!(await parts.goOn(batch))) return
      await sleep(Math.max(SHORTEST_REST_IN_MILLISECONDS, performance.now() - begunAt))
    }
  }
}

/** How many stored values are still to be sealed anew. */
export async function countRemaining(db: Db, vault: Vault): Promise<number> {
  let remaining = 0
  for (const { table, column } of await listSealedColumns(db)) {
    const [row] = await db.$queryRaw<{ values: number }[]>`
      SELECT count(*)::int AS "values" FROM ${table}
      WHERE ${column} IS NOT NULL AND NOT starts_with(${column}, ${vault.sealedBegin})`
    remaining += row?.values ?? 0
  }
  return remaining
}

/** The next rows in the order of the table's pages; null where none is left. */
async function resealBatch(
  { db, vault }: { db: Db; vault: Vault },
  { table, column }: SealedColumn,
  after: string,
): Promise<Batch | null> {
  const rows = await db.$queryRaw<StoredValue[]>`
    SELECT ctid::text AS "at", ${column} AS "before" FROM ${table}
    WHERE ctid > ${after}::tid AND ${column} IS NOT NULL AND NOT starts_with(${column}, ${vault.sealedBegin})
    LIMIT ${BATCH}`
  const last = rows.at(-1)
  if (last === undefined) return null
  const sealed = await Promise.all(
    rows.map(async (row) => ({ ...row, after: await tryReseal(vault, row.before) })),
  )
  const open = sealed.flatMap((one) => (one.after === null ? [] : [{ ...one, after: one.after }]))
  const done = await db.$executeRaw`
    UPDATE ${table} SET ${column} = anew."after"
    FROM unnest(${open.map((one) => one.at)}::text[], ${open.map((one) => one.before)}::text[],
      ${open.map((one) => one.after)}::text[]) AS anew("at", "before", "after")
    WHERE ${table}.ctid = anew."at"::tid AND ${table}.${column} = anew."before"`
  return { last: last.at, done, shut: rows.length - open.length }
}

/** Null where no key here opens it. */
export async function tryReseal(vault: Vault, sealed: string): Promise<string | null> {
  return vault.reseal(sealed).catch((cause: unknown) => {
    if (cause instanceof VaultError) return null
    throw cause
  })
}

type StoredValue = { at: string; before: string }
type Batch = { last: string; done: number; shut: number }
export type GoOn = (batch: { done: number; shut: number }) => Promise<boolean>
