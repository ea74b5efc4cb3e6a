import { LEDGER_DAYS } from "@/web/services/service-query"

const DAY_IN_MILLISECONDS = 24 * 60 * 60 * 1000

/**
 * Whether a service uses what it may fetch of an organisation: `used` within the last 30 days, `idle` before that,
 * `never` in 30 days or more, `new` where it has had less time than that, `past` where it may not any more.
 */
export function usageOf({ lastFetchAt, allowedSince }: UsageFacts, now: Date): Usage {
  const since = new Date(now.getTime() - LEDGER_DAYS * DAY_IN_MILLISECONDS)
  if (allowedSince === null) return "past"
  if (lastFetchAt !== null && lastFetchAt > since) return "used"
  if (allowedSince > since) return "new"
  return lastFetchAt === null ? "never" : "idle"
}

export type Usage = "used" | "idle" | "never" | "new" | "past"
export type UsageFacts = {
  lastFetchAt: Date | null
  /** Null: it may not reach the organisation (any more). */
  allowedSince: Date | null
}
