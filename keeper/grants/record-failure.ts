import { noteAppFault } from "@/keeper/grants/app-fault"
import { closeAttempt } from "@/keeper/grants/close-attempt"
import { retryIn } from "@/keeper/grants/due"
import { lockGrant } from "@/keeper/grants/lock-grant"
import type { Chain } from "@/keeper/grants/read-chain"
import type { Lease } from "@/keeper/grants/take-lease"
import { isXeroTrouble } from "@/keeper/incidents/xero-trouble"
import type { Keeper } from "@/keeper/keeper"
import type { FailedJudgement } from "@/keeper/xero/judge"
import { recordEvent } from "@/lib/audit/record-event"
import type { Tx } from "@/lib/db/create-db"

/**
 * Records that an attempt brought no token set, and when the next may be made. Nothing here ends a grant. A request
 * that was turned away before Xero looked at the token does not count as a presentation, so the grace does not start.
 * While the app or Xero is in trouble, the grant is only retried: nothing is recorded against it, and there is no
 * event.
 */
export async function recordFailure(keeper: Keeper, failure: Failure): Promise<void> {
  const { lease, judgement } = failure
  await keeper.db.$transaction(async (tx) => {
    const grant = await lockGrant(tx, lease.grantId)
    const { kind: outcome, evidence } = judgement
    const errorCode = judgement.kind === "app_fault" ? judgement.code : null
    await closeAttempt(tx, lease, { outcome, evidence, errorCode })
    if (judgement.kind !== "unknown") await takeBackPresentation(tx, lease.tokenSetId)
    await noteAppFault(keeper, tx, { xeroAppId: grant.xeroAppId, judgement })
    if (grant.leaseEpoch !== lease.epoch) return
    const incident = judgement.kind === "app_fault" || (await isXeroTrouble(keeper, tx))
    const waitInMilliseconds = waitAfter(keeper, failure, incident)
    const lastOutcome = judgement.kind === "app_fault" ? null : judgement.kind
    await postpone(tx, { ...lease, judgement, waitInMilliseconds, incident, lastOutcome })
    if (incident || grant.failingSince !== null) return
    await recordEvent(tx, {
      kind: "grant.refresh_failed",
      grantId: lease.grantId,
      detail: { outcome: judgement.kind, httpStatus: judgement.evidence.httpStatus },
    })
  })
}

function waitAfter(
  keeper: Keeper,
  { chain, lease, judgement }: Failure,
  incident: boolean,
): number {
  const held = chain.held.find((one) => one.id === lease.tokenSetId)
  const parent = chain.held.find((one) => one.id === held?.parentId)
  const presentedForMilliseconds = held?.presentedForMilliseconds ?? null
  const owed = chain.confirmationsDue > 0 ? (parent?.presentedForMilliseconds ?? null) : null
  const openForMilliseconds = presentedForMilliseconds ?? owed
  const { failures } = chain
  return retryIn(keeper.timings, { judgement, failures, openForMilliseconds, incident })
}

async function takeBackPresentation(tx: Tx, tokenSetId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "TokenSet" SET "presentations" = "presentations" - 1,
      "firstPresentedAt" = CASE WHEN "presentations" <= 1 THEN NULL ELSE "firstPresentedAt" END
    WHERE "id" = ${tokenSetId}::uuid`
}

/**
 * Gives the lease back, unless somebody else has it, and says when the next attempt may be made. An app's fault leaves the
 * grant's own record untouched. Xero's trouble is counted, because the waits grow with it.
 */
export async function postpone(tx: Tx, postponement: Postponement): Promise<void> {
  const { grantId, epoch, judgement, waitInMilliseconds, incident, lastOutcome } = postponement
  const failures = judgement.kind === "app_fault" ? 0 : 1
  await tx.$executeRaw`
    UPDATE "Grant" SET "leaseUntil" = NULL, "leaseHolder" = NULL,
      "nextAttemptAt" = clock_timestamp() + ${waitInMilliseconds} * interval '1 millisecond',
      "refreshDueAt" = clock_timestamp() + ${waitInMilliseconds} * interval '1 millisecond',
      "failures" = "failures" + ${failures},
      "failingSince" = CASE WHEN ${!incident} THEN coalesce("failingSince", clock_timestamp()) ELSE "failingSince" END,
      "lastOutcome" = coalesce(${lastOutcome}, "lastOutcome"), "lastOutcomeAt" = clock_timestamp()
    WHERE "id" = ${grantId}::uuid AND "leaseEpoch" = ${epoch}`
}

export type Failure = { lease: Lease; chain: Chain; judgement: FailedJudgement }
type Postponement = {
  grantId: string
  epoch: number
  judgement: FailedJudgement
  waitInMilliseconds: number
  /** Whether it is the app's or Xero's trouble, not the grant's own. */
  incident: boolean
  /** Null: the one before stays. */
  lastOutcome: string | null
}
