import type { ImportOutcome } from "@/lib/contract/import-operations"
import type { Tx } from "@/lib/db/create-db"

/**
 * Takes out of an import what may not be presented again: tokens that a chain here already holds or held, and those that an
 * import sent before. Their secrets are forgotten.
 */
export async function markKnown(tx: Tx, importId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "ImportRow" r SET "outcome" = ${outcome("chain")}::jsonb, "outcomeAt" = clock_timestamp(), "tokenSealed" = NULL, "claimSealed" = NULL
    WHERE r."importId" = ${importId}::uuid AND r."outcome" IS NULL
      AND r."fingerprint" IN (SELECT t."fingerprint" FROM "TokenSet" t)`
  await tx.$executeRaw`
    UPDATE "ImportRow" r SET "outcome" = ${outcome("import")}::jsonb, "outcomeAt" = clock_timestamp(), "tokenSealed" = NULL, "claimSealed" = NULL
    WHERE r."importId" = ${importId}::uuid AND r."outcome" IS NULL AND EXISTS (
      SELECT 1 FROM "ImportRow" other JOIN "Import" i ON i."id" = other."importId"
      WHERE other."fingerprint" = r."fingerprint" AND other."importId" <> r."importId" AND i."startedAt" IS NOT NULL
        AND (other."outcome" IS NULL OR other."presentations" > 0))`
}

function outcome(of: "chain" | "import"): string {
  return JSON.stringify({ kind: "duplicate", of, line: 0 } satisfies ImportOutcome)
}
