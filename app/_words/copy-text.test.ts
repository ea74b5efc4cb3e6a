import { expect, test } from "vitest"
import { copyReason, takeOverFacts } from "@/app/_words/copy-text"

const NOW = new Date("2026-11-28T12:00:00Z")
const COPY = { sign: "older", savedAt: "2026-11-28T09:00:00.000Z", all: 3, stale: 2 }

test("an owner who takes over reads how old the data is, and how many sign-ins may be lost", () => {
  const [age, stale] = takeOverFacts(COPY, NOW)
  expect(age).toBe("The data was last in use 3 hours ago.")
  expect(stale).toContain("2 sign-ins were last refreshed more than 30 minutes ago")
  expect(stale).toContain("need reconnecting here")
})

test("what is not known, and what is not there, is not told", () => {
  expect(takeOverFacts({ ...COPY, savedAt: null, all: 0, stale: 0 }, NOW)).toEqual([])
  expect(takeOverFacts({ ...COPY, stale: 0 }, NOW)).toHaveLength(2)
  expect(copyReason({ sign: "a later one" })).toContain("may belong to another installation")
})
