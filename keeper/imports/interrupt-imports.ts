import { finishImport } from "@/keeper/imports/settle-row"
import type { ImportOutcome } from "@/lib/contract/import-operations"
import type { Tx } from "@/lib/db/create-db"

/**
 * Ends the imports that a copied database came with: the original went on with them, and a token that it has used must not
 * be presented here. What Xero has answered already stays.
 */
export async function interruptImports(tx: Tx): Promise<void> {
  const outcome = JSON.stringify({ kind: "interrupted" } satisfies ImportOutcome)
  const ended = await tx.$queryRaw<{ importId: string }[]>`
    UPDATE "ImportRow" r SET "outcome" = ${outcome}::jsonb, "outcomeAt" = clock_timestamp(), "tokenSealed" = NULL, "claimSealed" = NULL,
      "nextAttemptAt" = NULL, "leaseUntil" = NULL
    WHERE r."outcome" IS NULL AND r."answeredAt" IS NULL
    RETURNING "importId"`
  for (const importId of new Set(ended.map((one) => one.importId))) await finishImport(tx, importId)
}
