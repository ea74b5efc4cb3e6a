import { expect, test } from "vitest"
import {
  formatAmount,
  formatDate,
  formatDateTime,
  formatDay,
  formatDeadline,
  formatElapsed,
  formatList,
  formatNames,
  formatRelative,
  formatTimeLeft,
  formatUtc,
  isolate,
  knownZone,
  sentence,
} from "@/lib/format"

const AT = new Date("2026-09-21T20:08:05Z")

function after(seconds: number): Date {
  return new Date(AT.getTime() + seconds * 1000)
}

test("a date is that of the reader's zone", () => {
  expect(formatDate(AT, "UTC")).toBe("21 Sep 2026")
  expect(formatDate(AT, "Pacific/Auckland")).toBe("22 Sep 2026")
  expect(formatDateTime(AT, "Pacific/Auckland")).toBe("22 Sep 2026, 08:08")
  expect(formatDateTime(new Date("2026-01-01T00:00:00Z"), "UTC")).toBe("1 Jan 2026, 00:00")
})

const NEW_YEAR = new Date("2026-01-01T00:00:00Z")

test.each([
  ["Pacific/Kiritimati", "22 Sep 2026, 10:08", "2026-09-22", "1 Jan 2026, 14:00", "2026-01-01"],
  ["Pacific/Pago_Pago", "21 Sep 2026, 09:08", "2026-09-21", "31 Dec 2025, 13:00", "2025-12-31"],
  ["Australia/Sydney", "22 Sep 2026, 06:08", "2026-09-22", "1 Jan 2026, 11:00", "2026-01-01"],
  ["America/Los_Angeles", "21 Sep 2026, 13:08", "2026-09-21", "31 Dec 2025, 16:00", "2025-12-31"],
  ["Pacific/Chatham", "22 Sep 2026, 08:53", "2026-09-22", "1 Jan 2026, 13:45", "2026-01-01"],
  ["America/St_Johns", "21 Sep 2026, 17:38", "2026-09-21", "31 Dec 2025, 20:30", "2025-12-31"],
  ["Asia/Kathmandu", "22 Sep 2026, 01:53", "2026-09-22", "1 Jan 2026, 05:45", "2026-01-01"],
  ["UTC", "21 Sep 2026, 20:08", "2026-09-21", "1 Jan 2026, 00:00", "2026-01-01"],
])("dates and times in the zone %s are those of its clocks", (zone, ...told) => {
  expect([AT, NEW_YEAR].flatMap((at) => [formatDateTime(at, zone), formatDay(at, zone)])).toEqual(
    told,
  )
})

test("a deadline for readers in any zone has its time and its zone", () => {
  expect(formatDeadline(AT)).toBe("21 Sep 2026, 20:08 UTC")
  expect(formatDeadline(NEW_YEAR)).toBe("1 Jan 2026, 00:00 UTC")
})

test("the exact instant is shown in UTC", () => {
  expect(formatUtc(AT)).toBe("2026-09-21 20:08:05 UTC")
})

test("a distance is shown in its largest whole unit", () => {
  const told = [-30, 59, -60, -3_600, -7_199, 172_800, -40 * 86_400, 800 * 86_400]
  expect(told.map((seconds) => formatRelative(after(seconds), AT))).toEqual([
    "just now",
    "just now",
    "1 minute ago",
    "1 hour ago",
    "1 hour ago",
    "in 2 days",
    "1 month ago",
    "in 2 years",
  ])
  expect(formatElapsed(after(-7_200), AT)).toBe("2 hours")
  expect(formatElapsed(after(-5), AT)).toBe("less than a minute")
  expect(formatElapsed(after(90), AT)).toBe("less than a minute")
})

test("a term counts whole days, and its last day is one", () => {
  expect(formatTimeLeft(after(58.5 * 86_400), AT)).toBe("58 days left")
  expect(formatTimeLeft(after(86_400), AT)).toBe("1 day left")
  expect(formatTimeLeft(after(86_399), AT)).toBe("last day")
  expect(formatTimeLeft(after(0), AT)).toBe("expired")
})

test("amounts have their noun and their commas", () => {
  expect(formatAmount(1, "organisation")).toBe("1 organisation")
  expect(formatAmount(0, "organisation")).toBe("0 organisations")
  expect(formatAmount(1_234_567, "entry", "entries")).toBe("1,234,567 entries")
  expect(formatList(["a", "b", "c"])).toBe("a, b and c")
  expect(formatList(["a"])).toBe("a")
  expect(formatNames(["a", "b", "a"])).toBe("a and b")
})

test("a name from right to left is kept apart from its sentence, others stay as they are", () => {
  expect(isolate("نور")).toBe("\u2068نور\u2069")
  expect(isolate("𞤆𞤵𞤤𞤢𞤪")).toBe("\u2068𞤆𞤵𞤤𞤢𞤪\u2069")
  expect(isolate("Maple\u200F (2)")).toBe("\u2068Maple\u200F (2)\u2069")
  expect(isolate("O'Neill <b>")).toBe("O'Neill <b>")
})

test.each([
  ["Maple Florist", "."],
  ["Zażółć Gęślą Sp. z o.o.", ""],
  ["Who Gives a Leaf?", ""],
  ["Yahoo!", ""],
  ["株式会社さくら。", ""],
  ["“Leaf & Co.”", ""],
  ['The "Leaf"', "."],
  ["Leaf (Pty.)", ""],
  ["Leaf (AU) · 3f2a91c0", "."],
  ["\u2068שלום.\u2069", ""],
  ["Leaf…", ""],
  ["Leaf and 3 others", "."],
])("a sentence that ends in %j gets %j, so that it has one mark at its end", (name, stop) => {
  expect(sentence(`It covers ${name}`)).toBe(`It covers ${name}${stop}`)
})

test.each([
  ["Asia/Kolkata", "Asia/Kolkata"],
  ["Mars/Olympus", "UTC"],
  ["Etc/Unknown", "UTC"],
  ["", "UTC"],
  [undefined, "UTC"],
])("times in the zone %j are shown in %s", (zone, shown) => {
  expect(knownZone(zone)).toBe(shown)
  expect(() => formatDateTime(new Date(), knownZone(zone))).not.toThrow()
})
