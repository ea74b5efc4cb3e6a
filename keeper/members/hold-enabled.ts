import type { Tx } from "@/lib/db/create-db"

/**
 * Whether a member may still come in. They cannot be disabled before the transaction ends, so that disabling them finds all
 * that they made.
 */
export async function holdEnabled(tx: Tx, memberId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Member" WHERE "id" = ${memberId}::uuid AND "disabledAt" IS NULL FOR SHARE`
  return rows.length > 0
}
