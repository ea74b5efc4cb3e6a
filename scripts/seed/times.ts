const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1_000

/** This many days from now; a negative number lies in the past. */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * DAY_IN_MILLISECONDS)
}
