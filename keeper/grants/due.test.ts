import { expect, test } from "vitest"
import { retryIn } from "@/keeper/grants/due"
import { timings } from "@/keeper/timings"

const MINUTE = 60_000
const evidence = { httpStatus: null, correlationId: null }
const base = { failures: 3, openForMilliseconds: null as number | null, incident: false }
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
  const late = { openForMilliseconds: 29 * MINUTE, incident: true }
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

test("where an answer may be lost, no wait that Xero asks for is longer than half of the grace that is left", () => {
  const asked = { kind: "throttled", retryAfterInSeconds: 3_600, evidence } as const
  const wait = (openForMilliseconds: number | null) =>
    retryIn(timings(), { ...base, judgement: asked, openForMilliseconds })
  expect(wait(null)).toBeGreaterThanOrEqual(60 * MINUTE)
  expect(wait(0)).toBe(14 * MINUTE)
  expect(wait(20 * MINUTE)).toBe(4 * MINUTE)
  expect(wait(28 * MINUTE - 1)).toBe(5_000)
  expect(wait(29 * MINUTE)).toBeGreaterThanOrEqual(60 * MINUTE)
})
