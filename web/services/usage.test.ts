import { expect, test } from "vitest"
import { usageOf } from "@/web/services/usage"

const NOW = new Date("2026-11-21T12:00:00Z")

test.each([
  [null, 2, "new"],
  [null, 31, "never"],
  [29, 90, "used"],
  [31, 90, "idle"],
  // Taken away and given back: it counts from then.
  [31, 5, "new"],
  [1, null, "past"],
])("last fetched %s days ago, allowed %s days ago, is %s", (fetched, allowed, usage) => {
  const facts = { lastFetchAt: daysAgo(fetched), allowedSince: daysAgo(allowed) }
  expect(usageOf(facts, NOW)).toBe(usage)
})

function daysAgo(days: number | null): Date | null {
  return days === null ? null : new Date(NOW.getTime() - days * 24 * 60 * 60 * 1000)
}
