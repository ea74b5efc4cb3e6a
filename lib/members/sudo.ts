import type { Tx } from "@/lib/db/create-db"

const LASTS_IN_SECONDS = 10 * 60

/**
 * Whether the member of this session proved who they are within the last ten minutes. The keeper checks the proof and
 * writes it down; asking for it is the business of whoever makes the change.
 */
export async function hasSudo(tx: Tx, { memberId, sessionId }: Acting): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT FROM "Proof" p JOIN "Session" s ON s."id" = p."sessionId"
    WHERE s."id" = ${sessionId}::uuid AND s."memberId" = ${memberId}::uuid AND s."endedAt" IS NULL
      AND p."provenAt" > clock_timestamp() - ${LASTS_IN_SECONDS} * interval '1 second'`
  return rows.length > 0
}

export type Acting = { memberId: string; sessionId: string }
