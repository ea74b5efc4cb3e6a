import { finishImport } from "@/keeper/imports/settle-row"
import type { ImportOutcome } from "@/lib/contract/import-operations"
import type { Db, Tx } from "@/lib/db/create-db"
import { Prisma } from "@/lib/db/generated/client"

/**
 * Ends the imports that a copied database came with: the original went on with them, and a token that it has used must not
 * be presented here. What Xero has answered already stays.
 */
export async function interruptImports(tx: Tx): Promise<void> {
  await interrupt(tx, Prisma.sql`r."answeredAt" IS NULL`)
}

/**
 * Ends the imports of a member who is kept out or may only read, or of a service that may not import any more: nothing further is sent
 * on their word. A token that was sent goes on, because it may be used up and its answer is all that is left; and so does a
 * hand-over, which the other installation may have given up already.
 */
export async function interruptImportsOf(tx: Tx, { memberId, serviceId }: Starter): Promise<void> {
  await interrupt(
    tx,
    Prisma.sql`r."presentations" = 0 AND r."claimAddress" IS NULL AND r."importId" IN (
      SELECT "id" FROM "Import" WHERE "startedAt" IS NOT NULL AND "finishedAt" IS NULL
        AND ("memberId" = ${memberId ?? null}::uuid OR "serviceId" = ${serviceId ?? null}::uuid))`,
  )
}

/** The same for a service whose end has come. */
export async function interruptIfExpired(db: Db, serviceId: string): Promise<void> {
  await db.$transaction(async (tx) => {
    const expired = await tx.$queryRaw<object[]>`
      SELECT FROM "Service" WHERE "id" = ${serviceId}::uuid AND "expiresAt" <= clock_timestamp() FOR UPDATE`
    if (expired.length > 0) await interruptImportsOf(tx, { serviceId })
  })
}

async function interrupt(tx: Tx, which: Prisma.Sql): Promise<void> {
  const outcome = JSON.stringify({ kind: "interrupted" } satisfies ImportOutcome)
  const ended = await tx.$queryRaw<{ importId: string }[]>`
    UPDATE "ImportRow" r SET "outcome" = ${outcome}::jsonb, "outcomeAt" = clock_timestamp(), "tokenSealed" = NULL, "claimSealed" = NULL,
      "nextAttemptAt" = NULL, "leaseUntil" = NULL
    WHERE r."outcome" IS NULL AND ${which}
    RETURNING "importId"`
  for (const importId of new Set(ended.map((one) => one.importId))) await finishImport(tx, importId)
}

export type Starter = { memberId?: string; serviceId?: string }
