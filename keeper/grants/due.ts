import type { Keeper } from "@/keeper/keeper"
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

/** How long to wait after an answer that never came: dense inside the grace, sparse once nothing is left to win. */
export function unknownRetryIn(
  timings: Keeper["timings"],
  { failures, presentedForMilliseconds }: { failures: number; presentedForMilliseconds: number },
): number {
  if (presentedForMilliseconds > timings.replayable) return timings.lateRetry
  return timings.unknownRetry[failures] ?? timings.unknownRetry.at(-1) ?? timings.lateRetry
}

/** Exponential with full jitter, for requests that never left (refresh-chain, "not sent"). */
export function notSentRetryIn(timings: Keeper["timings"], failures: number): number {
  const { first, longest } = timings.notSentBackOff
  const ceiling = Math.min(longest, first * 2 ** Math.min(failures, 10))
  return Math.round(first / 5 + Math.random() * ceiling)
}
