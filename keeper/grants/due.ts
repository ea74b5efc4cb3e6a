import type { Keeper } from "@/keeper/keeper"
import type { Timings } from "@/keeper/timings"
import type { FailedJudgement } from "@/keeper/xero/judge"
import type { Tx } from "@/lib/db/create-db"

/**
 * When the chain is refreshed next after a success: soon, if a confirming refresh is due; 10 minutes before the access
 * token expires, if it was used within a day; otherwise within 24 h, spread so that chains do not all come at once. If
 * Xero sent no access token, after a while, because the next answer may be as odd.
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

/** When the organisations of a grant are asked for next, after a list of them. */
export function nextCheckIn({ check }: Timings): number {
  return check * (1 - Math.random() / 10)
}

/**
 * How long to wait after a refresh without a result, with jitter, so that refreshes that failed together do not come
 * back together. If Xero may have acted on it, the retries are frequent inside the grace, even during an incident,
 * because the answer may be lost. If Xero turned it away or never saw it, it can wait: during an incident the retries
 * are rare.
 */
export function retryIn(timings: Timings, failure: FailureFacts): number {
  if (failure.judgement.kind === "unknown") return unknownRetryIn(timings, failure)
  return insideGrace(timings, failure, turnedAwayRetryIn(timings, failure))
}

/** Frequent inside the grace, rare once nothing is left to gain. */
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

/** Even if Xero asks for a longer pause: when an answer may be lost, the longest wait is half of the remaining grace. */
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
  /** For how long an answer of Xero may have been missing; null if none is. */
  openForMilliseconds: number | null
  incident: boolean
}
