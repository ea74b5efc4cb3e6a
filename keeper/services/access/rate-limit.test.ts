import { afterEach, expect, test, vi } from "vitest"
import { createRateLimit } from "./rate-limit"

afterEach(() => vi.useRealTimers())

test("whoever keeps asking is remembered, however many others ask meanwhile", () => {
  const limit = createRateLimit({ burst: 1, perSecond: 0.001 })
  expect(limit.take("busy")).toBe(true)
  for (let other = 0; other < 120_000; other += 1) {
    limit.take(String(other))
    if (other % 1_000 === 0) expect(limit.take("busy")).toBe(false)
  }
  expect(limit.take("0")).toBe(true)
})

test("what is left grows with time, and never above the burst", () => {
  vi.useFakeTimers({ toFake: ["performance"] })
  const limit = createRateLimit({ burst: 2, perSecond: 1 })
  const takeThrice = () => [limit.take("one"), limit.take("one"), limit.take("one")]
  expect(takeThrice()).toEqual([true, true, false])
  expect(limit.retryAfterInSeconds("one")).toBe(1)
  vi.advanceTimersByTime(1_000)
  expect(takeThrice()).toEqual([true, false, false])
  vi.advanceTimersByTime(60_000)
  expect(takeThrice()).toEqual([true, true, false])
})
