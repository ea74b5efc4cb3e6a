import { expect, test } from "vitest"
import { retryIn } from "@/keeper/grants/due"
import { timings } from "@/keeper/timings"

const MINUTE = 60_000
const evidence = { httpStatus: null, correlationId: null }
const base = { failures: 3, presentedForMilliseconds: MINUTE, incident: false }
const judgements = {
  unknown: { kind: "unknown", evidence },
  not_sent: { kind: "not_sent", evidence },
  app_fault: { kind: "app_fault", code: "invalid_client", evidence },
  throttled: { kind: "throttled", retryAfterInSeconds: null, evidence },
  told: { kind: "throttled", retryAfterInSeconds: 30, evidence },
} as const

/** The shortest and the longest of many. */
function rangeOf(name: keyof typeof judgements, change: Partial<typeof base> = {}): number[] {
  const waits = Array.from({ length: 500 }, () =>
    retryIn(timings(), { ...base, judgement: judgements[name], ...change }),
  )
  return [Math.min(...waits), Math.max(...waits)]
}

test("what Xero may have acted on is asked again as densely while an incident is open as while none is", () => {
  for (const failures of [0, 1, 2, 3, 20]) {
    expect(rangeOf("unknown", { failures, incident: true })).toEqual(
      rangeOf("unknown", { failures }),
    )
  }
  expect(rangeOf("unknown", { incident: true })[1]).toBe(MINUTE)
  const late = { presentedForMilliseconds: 29 * MINUTE, incident: true }
  expect(rangeOf("unknown", late)).toEqual([5 * MINUTE, 5 * MINUTE])
})

test("what Xero turned away or never saw is asked sparsely while an incident is open", () => {
  const [soonest = 0, latest = 0] = rangeOf("not_sent", { incident: true })
  expect(soonest).toBeGreaterThanOrEqual(2.5 * MINUTE)
  expect(latest).toBeLessThanOrEqual(5 * MINUTE)
  expect(rangeOf("throttled", { incident: true })[0]).toBeGreaterThanOrEqual(1.5 * MINUTE)
  expect(rangeOf("throttled")[1]).toBeLessThanOrEqual(1.25 * MINUTE)
})

test("what failed together does not come back together, nor before Xero asked it to", () => {
  for (const name of ["not_sent", "app_fault", "throttled", "told"] as const) {
    const [soonest = 0, latest = 0] = rangeOf(name)
    expect(latest - soonest).toBeGreaterThan(5_000)
  }
  expect(rangeOf("told", { incident: true })[0]).toBeGreaterThanOrEqual(30_000)
})
