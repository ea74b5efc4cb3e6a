import { endAppFault, noteAppFault } from "@/keeper/grants/app-fault"
import { retryIn } from "@/keeper/grants/due"
import { settleRow } from "@/keeper/imports/settle-row"
import type { RowLease } from "@/keeper/imports/take-row-lease"
import { isIncidentOpen } from "@/keeper/incidents/incident"
import type { Keeper } from "@/keeper/keeper"
import type { Evidence, FailedJudgement } from "@/keeper/xero/judge"
import type { Tx } from "@/lib/db/create-db"

/**
 * Xero refused an imported token. Where it was presented once and every question was answered, that is its end: nobody
 * here can hold a later one. Where an earlier answer may be lost it is a question, asked again as for a chain, and never
 * outside the grace (docs/refresh-chain.md, "The ladder").
 */
export async function recordRowRefusal(
  keeper: Keeper,
  lease: RowLease,
  { evidence }: { evidence: Evidence },
): Promise<void> {
  const { askAgain, replayable } = keeper.timings
  await keeper.db.$transaction(async (tx) => {
    // Xero looked at the token, so it knows the app.
    await endAppFault(tx, lease.xeroAppId)
    await closeAttempt(tx, lease, { outcome: "invalid_grant", evidence })
    const inTrouble = await isIncidentOpen(tx, "xero_trouble")
    const wait = inTrouble ? askAgain.at(-1) : askAgain[lease.strikes]
    const isQuestion = inTrouble || lease.presentations > 1
    const mayAsk = lease.presentedForMilliseconds + (wait ?? 0) < replayable
    if (!isQuestion || wait === undefined || !mayAsk)
      return settleRow(tx, lease.rowId, { kind: "refused" })
    await tx.$executeRaw`
      UPDATE "ImportRow" SET "strikes" = "strikes" + ${inTrouble ? 0 : 1}, "leaseUntil" = NULL,
        "lastTrouble" = 'questioned', "nextAttemptAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
      WHERE "id" = ${lease.rowId}::uuid AND "leaseEpoch" = ${lease.epoch} AND "answeredAt" IS NULL`
  })
}

/**
 * A presentation brought nothing that could be read: when it may be made again. One that was turned away before Xero looked
 * at the token does not count, so the grace does not start.
 */
export async function recordRowTrouble(
  keeper: Keeper,
  lease: RowLease,
  judgement: FailedJudgement,
): Promise<void> {
  const isUnknown = judgement.kind === "unknown"
  const openForMilliseconds =
    isUnknown || lease.presentations > 1 ? lease.presentedForMilliseconds : null
  const { failures } = lease
  const facts = { judgement, failures, openForMilliseconds, incident: false }
  const wait = retryIn(keeper.timings, facts)
  await keeper.db.$transaction(async (tx) => {
    await closeAttempt(tx, lease, { outcome: judgement.kind, evidence: judgement.evidence })
    await noteAppFault(keeper, tx, { xeroAppId: lease.xeroAppId, judgement })
    if (!isUnknown) await takeBackPresentation(tx, lease.rowId)
    await tx.$executeRaw`
      UPDATE "ImportRow" SET "leaseUntil" = NULL, "failures" = "failures" + 1, "lastTrouble" = ${judgement.kind},
        "nextAttemptAt" = clock_timestamp() + ${wait} * interval '1 millisecond'
      WHERE "id" = ${lease.rowId}::uuid AND "leaseEpoch" = ${lease.epoch} AND "answeredAt" IS NULL
        AND "outcome" IS NULL`
  })
}

async function takeBackPresentation(tx: Tx, rowId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "ImportRow" SET "presentations" = "presentations" - 1,
      "firstPresentedAt" = CASE WHEN "presentations" <= 1 THEN NULL ELSE "firstPresentedAt" END
    WHERE "id" = ${rowId}::uuid`
}

async function closeAttempt(
  tx: Tx,
  { attemptId }: RowLease,
  { outcome, evidence }: { outcome: string; evidence: Evidence },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "ImportAttempt" SET "finishedAt" = clock_timestamp(), "outcome" = ${outcome},
      "httpStatus" = ${evidence.httpStatus}
    WHERE "id" = ${attemptId}::uuid`
}
