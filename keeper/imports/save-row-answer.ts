import { untilCommitted } from "@/keeper/grants/until-committed"
import type { RowLease } from "@/keeper/imports/take-row-lease"
import type { Keeper } from "@/keeper/keeper"
import type { ReceivedTokenSet } from "@/keeper/xero/judge"

/**
 * Stores what Xero answered to an imported token, sealed, whatever became of the lease, for as long as it takes
 * (docs/refresh-chain.md, rule 4). From then on the row is not presented again; if this process dies now, another one
 * continues in a moment.
 */
export async function saveRowAnswer(keeper: Keeper, answer: RowAnswer): Promise<void> {
  const { lease, tokenSet, presented } = answer
  const kept: KeptAnswer = {
    ...tokenSet,
    refreshToken: tokenSet.refreshToken ?? presented,
    presented,
    issuedAt: null,
  }
  const sealed = await keeper.vault.seal(JSON.stringify(kept), importAnswerPlace(lease.attemptId))
  const { answerLeft } = keeper.timings
  await untilCommitted(keeper, lease.attemptId, async () => {
    const sinceAnswer = performance.now() - answer.answeredAt
    return keeper.db.$executeRaw`
      WITH attempt AS (
        UPDATE "ImportAttempt" SET "answerSealed" = ${sealed}, "outcome" = 'ok', "finishedAt" = clock_timestamp(),
          "answeredAt" = clock_timestamp() - ${sinceAnswer} * interval '1 millisecond'
        WHERE "id" = ${lease.attemptId}::uuid AND "answeredAt" IS NULL
        RETURNING "rowId"
      )
      UPDATE "ImportRow" SET "answeredAt" = coalesce("answeredAt", clock_timestamp()), "leaseUntil" = NULL,
        "nextAttemptAt" = clock_timestamp() + ${answerLeft} * interval '1 millisecond'
      WHERE "id" IN (SELECT "rowId" FROM attempt)`
  })
}

export function importAnswerPlace(attemptId: string): { column: string; row: string } {
  return { column: "ImportAttempt.answer", row: attemptId }
}

/** A token set as it is kept until a chain holds it, beside the token that was presented for it. */
export type KeptAnswer = Omit<ReceivedTokenSet, "issuedAt"> & {
  refreshToken: string
  presented: string
  issuedAt: null
}
type RowAnswer = {
  lease: RowLease
  tokenSet: ReceivedTokenSet
  presented: string
  /** `performance.now()` when the answer arrived. */
  answeredAt: number
}
