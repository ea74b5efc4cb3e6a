import type { FailedJudgement } from "@/keeper/grants/record-failure"
import type { Keeper } from "@/keeper/keeper"
import type { Timings } from "@/keeper/timings"
import type { Tx } from "@/lib/db/create-db"

/**
 * When the chain is refreshed next, after a success: soon, where a confirming refresh is owed; 10 minutes before the
 * access token ends, where it was used within a day; else within 24 h, spread so that chains do not come in herds.
 */
export async function dueAfterSuccess(keeper: Keeper, tx: Tx, grantId: string): Promise<void> {
  const { confirmAfter, keepAlive, recentlyUsed, refreshBeforeExpiry } = keeper.timings
  const [first = 0, second = first] = confirmAfter
  const spread = 1 - Math.random() / 10
  await tx.$executeRaw`
    UPDATE "Grant" g SET "refreshDueAt" = CASE
      WHEN g."confirmationsDue" >= 2 THEN clock_timestamp() + ${first} * interval '1 millisecond'
      WHEN g."confirmationsDue" = 1 THEN clock_timestamp() + ${second} * interval '1 millisecond'
      WHEN g."lastUsedAt" > clock_timestamp() - ${recentlyUsed} * interval '1 millisecond' THEN greatest(
        t."accessTokenExpiresAt" - ${refreshBeforeExpiry * (2 - spread)} * interval '1 millisecond',
        clock_timestamp() + (t."accessTokenExpiresAt" - clock_timestamp()) / 2)
      ELSE clock_timestamp() + ${keepAlive * spread} * interval '1 millisecond' END
    FROM "TokenSet" t
    WHERE g."id" = ${grantId}::uuid AND t."id" = g."currentTokenSetId"`
}

/**
 * How long to wait after a refresh that brought nothing; never the same for all, so that what failed together does not come
 * back together. What Xero may have acted on is asked again densely inside the grace, incident or not: its answer may be
 * lost. What it turned away, or never saw, can wait: while an incident is open it is asked sparsely.
 */
export function retryIn(timings: Timings, failure: FailureFacts): number {
  const { judgement, incident } = failure
  if (judgement.kind === "unknown") return unknownRetryIn(timings, failure)
  if (judgement.kind === "app_fault") return timings.appProbe * (1 + Math.random() / 4)
  if (judgement.kind === "not_sent") return notSentRetryIn(timings, failure)
  const asked = judgement.retryAfterInSeconds
  if (asked !== null) return asked * 1_000 + (Math.random() * timings.throttled) / 4
  return timings.throttled * (incident ? 1.5 + Math.random() : 1 + Math.random() / 4)
}

/** Dense inside the grace, sparse once nothing is left to win. */
function unknownRetryIn(timings: Timings, failure: FailureFacts): number {
  const { failures, presentedForMilliseconds } = failure
  if (presentedForMilliseconds > timings.replayable) return timings.lateRetry
  return timings.unknownRetry[failures] ?? timings.unknownRetry.at(-1) ?? timings.lateRetry
}

/** Exponential with full jitter, for requests that never left (refresh-chain, "not sent"). */
function notSentRetryIn(timings: Timings, { failures, incident }: FailureFacts): number {
  const { first, longest } = timings.notSentBackOff
  if (incident) return longest * (0.5 + Math.random() / 2)
  const ceiling = Math.min(longest, first * 2 ** Math.min(failures, 10))
  return Math.round(first / 5 + Math.random() * ceiling)
}

type FailureFacts = {
  judgement: FailedJudgement
  /** In a row, before this one. */
  failures: number
  presentedForMilliseconds: number
  incident: boolean
}
