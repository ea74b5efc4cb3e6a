import { expect, test } from "vitest"
import { copyReason, restoredNotice, takeOverFacts } from "@/app/_words/copy-text"

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

test("after a restore nothing is said to be asked or open once Xero has refused it", () => {
  const lost = { status: "reconnect_needed" } as const
  const asked = { status: "paused" } as const
  expect(restoredNotice([asked, asked]).title).toContain("2 organisations may need reconnecting")
  expect(restoredNotice([asked, asked]).text).toContain("Tenantry is asking Xero.")
  expect(restoredNotice([lost, asked]).title).toContain("2 organisations may need reconnecting")
  expect(restoredNotice([lost, asked]).text).toContain("asking Xero about the others")
  expect(restoredNotice([lost, lost]).title).toContain("2 organisations need reconnecting")
  expect(restoredNotice([lost]).title).toContain("1 organisation needs reconnecting")
  expect(restoredNotice([lost]).text).not.toContain("asking")
})
