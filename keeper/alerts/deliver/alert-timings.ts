const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/**
 * The waiting times of alerts, in milliseconds. `pace` scales back-off and the watch's own rhythm, as it does for the
 * refresh protocol; what the other side needs to answer, and what is promised to people in hours, is not scaled.
 */
export function alertTimings(pace = 1): AlertTimings {
  const scaled = (milliseconds: number) => Math.max(1, Math.round(milliseconds * pace))
  return {
    /** A look at the events at least this often, also when the newest one is known: an earlier one may be committed late. */
    lookAgain: scaled(60 * SECOND),
    /** No transaction that adds an event lasts longer. */
    lateCommit: 2 * MINUTE,
    /** All problems are looked for, whether an event was recorded or not. */
    sweep: scaled(1 * HOUR),
    /** Chains need a while to catch up after an incident before they count as not refreshed. */
    afterIncident: scaled(10 * MINUTE),
    /** Longer than the longest attempt: a delivery that was claimed earlier lost its keeper. */
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

/** How long to wait after the n-th failure, the first being 1; spread a little, so that failures do not come in herds. */
export function retryIn({ retry }: Pick<AlertTimings, "retry">, failures: number): number {
  const wait = retry[Math.min(failures, retry.length) - 1] ?? 0
  return Math.round(wait * (0.9 + Math.random() / 5))
}

export type AlertTimings = {
  lease: number
  lookAgain: number
  lateCommit: number
  sweep: number
  afterIncident: number
  webhookTimeout: number
  emailTimeout: number
  retry: number[]
  giveUp: number
  secretOverlap: number
}
