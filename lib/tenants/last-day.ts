/** A chain's last day. A custom connection has no refresh token, and so no last day (docs/xero.md §5.1): null. */
export function lastDayOf(refreshTokenExpiresAt: Date): Date | null {
  return refreshTokenExpiresAt < NEVER ? refreshTokenExpiresAt : null
}

/** Stands in the rows of grants that have no last day: PostgreSQL's own word, infinity, is no date in JavaScript. */
export const NEVER = new Date("9999-12-31T00:00:00Z")
