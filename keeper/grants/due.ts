import type { Keeper } from "@/keeper/keeper"
import type { Timings } from "@/keeper/timings"
import type { FailedJudgement } from "@/keeper/xero/judge"
import type { Tx } from "@/lib/db/create-db"

/**
 * When the chain is refreshed next, after a success: soon, where a confirming refresh is owed; 10 minutes before the
 * access token ends, where it was used within a day; else within 24 h, spread so that chains do not come in herds. Where
 * Xero sent no access token, after a while: the next answer may be as odd.
 */
export async function dueAfterSuccess(keeper: Keeper, tx: Tx, grantId: string): Promise<void> {
  const { confirmAfter, keepAlive, recentlyUsed, refreshBeforeExpiry, lateRetry } = keeper.timings
  const [first = 0, second = first] = confirmAfter
  const spread = 1 - Math.random() / 10
  await tx.$executeRaw`
    UPDATE "Grant" g SET "refreshDueAt" = CASE
      WHEN g."confirmationsDue" >= 2 THEN clock_timestamp() + ${first} * interval '1 millisecond'
      WHEN g."confirmationsDue" = 1 THEN clock_timestamp() + ${second} * interval '1 millisecond'
      WHEN g."lastUsedAt" > clock_timestamp() - ${recentlyUsed} * interval '1 millisecond' THEN greatest(
        t."accessTokenExpiresAt" - ${refreshBeforeExpiry * (2 - spread)} * interval '1 millisecond',
        clock_timestamp() + (t."accessTokenExpiresAt" - clock_timestamp()) / 2,
        CASE WHEN t."accessTokenSealed" IS NULL AND t."accessTokenExpiresAt" <= clock_timestamp()
          THEN clock_timestamp() + ${lateRetry} * interval '1 millisecond' END)
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
  if (failure.judgement.kind === "unknown") return unknownRetryIn(timings, failure)
  return insideGrace(timings, failure, turnedAwayRetryIn(timings, failure))
}

/** Dense inside the grace, sparse once nothing is left to win. */
function unknownRetryIn(timings: Timings, failure: FailureFacts): number {
  const { failures, openForMilliseconds } = failure
  if ((openForMilliseconds ?? 0) > timings.replayable) return timings.lateRetry
  return timings.unknownRetry[failures] ?? timings.unknownRetry.at(-1) ?? timings.lateRetry
}

function turnedAwayRetryIn(timings: Timings, failure: FailureFacts): number {
  const { judgement, incident } = failure
  if (judgement.kind === "app_fault") return timings.appProbe * (1 + Math.random() / 4)
  if (judgement.kind === "not_sent") return notSentRetryIn(timings, failure)
  const asked = judgement.kind === "throttled" ? judgement.retryAfterInSeconds : null
  if (asked !== null) return asked * 1_000 + (Math.random() * timings.throttled) / 4
  return timings.throttled * (incident ? 1.5 + Math.random() : 1 + Math.random() / 4)
}

/** However long Xero asks to be left alone: where an answer may be lost, half of the grace that is left is the longest wait. */
function insideGrace(
  timings: Timings,
  { openForMilliseconds }: FailureFacts,
  wait: number,
): number {
  const left = openForMilliseconds === null ? 0 : timings.replayable - openForMilliseconds
  if (left <= 0) return wait
  return Math.min(wait, Math.max(left / 2, timings.unknownRetry[0] ?? 0))
}

/** Exponential with full jitter, for requests that never left (docs/refresh-chain.md, "not sent"). */
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
  /** Since when Xero may have answered what never arrived; null where nothing is open. */
  openForMilliseconds: number | null
  incident: boolean
}
