import { afterEach, expect, test, vi } from "vitest"
import { judgeTokenAnswer, retryAfter } from "@/keeper/xero/judge"

const SENT_AT = "Sun, 29 Nov 2026 06:00:00 GMT"
const WAITS: [string, number | null][] = [
  ["30", 30],
  ["1.5", 2],
  ["0", 0],
  ["-5", null],
  ["999999999999", 3_600],
  ["Sun, 29 Nov 2026 06:00:20 GMT", 20],
  ["Sun, 29 Nov 2026 06:00:20", 20],
  ["Sun Nov 29 06:00:20 2026", 20],
  ["Sun, 29 Nov 2026 05:00:00 GMT", 0],
  ["2027-01-01", null],
  ["30 seconds", 30],
  ["30s", 30],
  ["30, 60", 30],
  ['"30"', 30],
  ["2026-11-29T06:00:20Z", 20],
  ["1795932020", 20],
  ["1795932020000", 20],
  ["1e3", null],
  ["PT30S", null],
]
const DATES: [string, string | null][] = [
  [SENT_AT, "2026-11-29T06:00:00.000Z"],
  ["Sunday, 29-Nov-26 06:00:00 GMT", "2026-11-29T06:00:00.000Z"],
  ["Sun Nov 29 06:00:00 2026", "2026-11-29T06:00:00.000Z"],
  ["Sun, 29 Nov 2026 06:00:00", "2026-11-29T06:00:00.000Z"],
  ["Thu, 01 Jan 1970 00:00:00 GMT", null],
  ["Fri, 31 Dec 9999 23:59:59 GMT", null],
  ["Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59.000Z"],
  ["0", null],
  ["7", null],
  ["now", null],
]

afterEach(() => vi.unstubAllEnvs())

test.each(["Australia/Sydney", "America/Los_Angeles"])(
  "what Xero's headers say of time is in UTC on a machine in %s, and an impossible date is none",
  (zone) => {
    vi.stubEnv("TZ", zone)
    for (const [value, seconds] of WAITS) {
      const headers = new Headers({ "retry-after": value, date: SENT_AT })
      expect([value, retryAfter(headers)]).toEqual([value, seconds])
    }
    for (const [date, at] of DATES) expect([date, issuedAt(date)]).toEqual([date, at])
  },
)

function issuedAt(date: string): string | null {
  const body = JSON.stringify({ access_token: "a-1", refresh_token: "r-1" })
  const judged = judgeTokenAnswer({
    kind: "answered",
    status: 200,
    headers: new Headers({ date }),
    body,
  })
  return judged.kind === "ok" ? (judged.tokenSet.issuedAt?.toISOString() ?? null) : judged.kind
}
