import { scaledBy } from "@/keeper/timings"

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * The waiting times of alerts, in milliseconds. `pace` scales back-off and the watch's own rhythm, as in the refresh
 * protocol. Time limits for the other side and the hours promised to people are not scaled.
 */
export function alertTimings(pace = 1): AlertTimings {
  return timingsOf(scaledBy(pace))
}

function timingsOf(scaled: (milliseconds: number) => number) {
  return {
    /** Events are read at least this often, even when there is no newer one: an earlier one may be committed late. */
    lookAgain: scaled(60 * SECOND),
    /** The longest that a transaction that adds an event may last. */
    lateCommit: 2 * MINUTE,
    /** How long a webhook that has the whole activity waits for more. */
    streamPause: scaled(10 * SECOND),
    /** How often all problems are looked for, whether or not an event was recorded. */
    sweep: scaled(1 * HOUR),
    /** How long chains have to catch up after an incident before they count as not refreshed. */
    afterIncident: scaled(10 * MINUTE),
    /** Longer than the longest attempt, so a claim that is older belongs to a keeper that died. */
    lease: 60 * SECOND,
    webhookTimeout: 10 * SECOND,
    emailTimeout: 30 * SECOND,
    retry: [10, 30, 120, 300, 900, 1_800, 3_600, 7_200, 14_400].map((seconds) =>
      scaled(seconds * SECOND),
    ),
    giveUp: 24 * HOUR,
    secretOverlap: 24 * HOUR,
  }
}

/** How long to wait after the n-th failure, counted from 1, with some jitter so that retries do not all come at once. */
export function retryIn({ retry }: Pick<AlertTimings, "retry">, failures: number): number {
  const wait = retry[Math.min(failures, retry.length) - 1] ?? 0
  return Math.round(wait * (0.9 + Math.random() / 5))
}

export type AlertTimings = ReturnType<typeof timingsOf>
