import { expect, test } from "vitest"
import { supportWarning } from "@/scripts/start/node-support.mjs"

const warned = (version: string, day: string) => supportWarning(version, new Date(day)) !== null

test("a line of Node is warned of from the day after its last, and not before", () => {
  expect(warned("20.19.0", "2026-04-30T23:59:00Z")).toBe(false)
  expect(warned("20.20.2", "2026-05-01T00:00:00Z")).toBe(true)
  expect(warned("22.12.0", "2026-11-28")).toBe(false)
  expect(warned("22.12.0", "2027-05-01")).toBe(true)
  expect(warned("24.22.1", "2028-04-30")).toBe(false)
  expect(warned("24.22.1", "2028-05-01")).toBe(true)
})

test("the warning is one line and says what to install; a line that is not known yet is not judged", () => {
  expect(supportWarning("20.20.2", new Date("2026-11-28"))).toMatch(
    /^Warning: Node 20\.20\.2 .* 2026-04-30\..*24\.22\.1 or later\.$/,
  )
  expect(warned("26.0.0", "2030-01-01")).toBe(false)
})
