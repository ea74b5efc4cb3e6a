import type { Lease } from "@/keeper/grants/take-lease"
import type { Evidence } from "@/keeper/xero/judge"
import type { Tx } from "@/lib/db/create-db"

/** Notes what came of a lease's attempt. */
export async function closeAttempt(
  tx: Tx,
  { attemptId }: Lease,
  { outcome, evidence, errorCode = null }: Attempted,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "RefreshAttempt" SET "finishedAt" = clock_timestamp(), "outcome" = ${outcome},
      "httpStatus" = ${evidence.httpStatus}, "correlationId" = ${evidence.correlationId}, "errorCode" = ${errorCode}
    WHERE "id" = ${attemptId}::uuid`
}

type Attempted = { outcome: string; evidence: Evidence; errorCode?: string | null }
