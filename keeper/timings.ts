const SECOND = 1_000
const MINUTE = 60 * SECOND

/**
 * The waiting times of the refresh protocol (docs/refresh-chain.md), in milliseconds. `pace` scales what is shorter
 * than a day: 1 with Xero, less against a stand-in whose grace and access tokens are shortened by the same factor.
 */
export function timings(pace = 1): Timings {
  return timingsOf(scaledBy(pace))
}

/** Shortens times by the pace, to a millisecond at least. */
export function scaledBy(pace: number): (milliseconds: number) => number {
  return (milliseconds) => Math.max(1, Math.round(milliseconds * pace))
}

function timingsOf(scaled: (milliseconds: number) => number) {
  return {
    tokenTimeout: scaled(25 * SECOND),
    lease: scaled(60 * SECOND),
    /** A superseded refresh token is never presented later than this after its first presentation: 2 min inside Xero's 30. */
    replayable: scaled(28 * MINUTE),
    confirmAfter: [scaled(10 * SECOND), scaled(150 * SECOND)],
    unknownRetry: [5, 15, 30, 60].map((seconds) => scaled(seconds * SECOND)),
    /** Used when waiting risks nothing more: the parent may be past its grace, and asking often helps no one. */
    lateRetry: scaled(5 * MINUTE),
    notSentBackOff: { first: scaled(5 * SECOND), longest: scaled(5 * MINUTE) },
    throttled: scaled(60 * SECOND),
    appProbe: scaled(60 * SECOND),
    /** After the first refusal and after each strike; the third strike ends the grant. */
    askAgain: [30, 90, 180].map((seconds) => scaled(seconds * SECOND)),
    refreshBeforeExpiry: scaled(10 * MINUTE),
    keepAlive: 23 * 60 * MINUTE,
    recentlyUsed: 24 * 60 * MINUTE,
    chainLife: 60 * 24 * 60 * MINUTE,
    check: 24 * 60 * MINUTE,
    checkRetry: scaled(5 * MINUTE),
    /** An answer to a consent that is stored for so long and not judged was left by a process that is gone. */
    answerLeft: scaled(10 * SECOND),
    scrubAfter: scaled(45 * MINUTE),
    workPoll: scaled(1 * SECOND),
    waitPoll: scaled(200),
    /** The window over which all grants' refreshes are counted together, to distinguish Xero's trouble from a grant's own. */
    troubleWindow: scaled(5 * MINUTE),
    /** A grant that fails for so long while Xero answers others has trouble of its own. */
    ownTrouble: scaled(60 * MINUTE),
  }
}

export type Timings = ReturnType<typeof timingsOf>
