import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { createLog } from "@/lib/log"

let lines: Record<string, unknown>[]
beforeEach(() => {
  vi.useFakeTimers()
  lines = []
})
afterEach(() => {
  vi.useRealTimers()
})

function openLog() {
  return createLog("keeper", { write: (line) => lines.push(JSON.parse(line)) })
}

test("a failure that comes again within a minute is printed once, and counted at the end of each minute", () => {
  const log = openLog()
  for (let time = 0; time < 124; time += 1)
    log.error({ event: "work_failed", requestId: time, address: `192.0.2.${time}` })
  expect(lines).toMatchObject([{ event: "work_failed", requestId: 0 }])
  vi.advanceTimersByTime(60_000)
  expect(lines.slice(1)).toMatchObject([{ event: "work_failed", requestId: 123, repeated: 123 }])
  log.error({ event: "work_failed" })
  vi.advanceTimersByTime(60_000)
  expect(lines.slice(2)).toMatchObject([{ event: "work_failed", repeated: 1 }])
  vi.advanceTimersByTime(120_000)
  log.error({ event: "work_failed" })
  expect(lines).toHaveLength(4)
  expect(lines[3]).not.toHaveProperty("repeated")
})

test("failures of different things, and what is no failure, are each printed", () => {
  const log = openLog()
  log.error({ event: "grant_work_failed", grantId: "one" })
  log.error({ event: "grant_work_failed", grantId: "other" })
  log.info({ event: "refreshed" })
  log.info({ event: "refreshed" })
  expect(lines).toHaveLength(4)
})
