import { expect, it } from "vitest"
import { csvRecord } from "@/web/csv"

const BEFORE = [
  "",
  " ",
  "\t",
  "\r",
  "\n",
  "\r\n",
  "\v",
  "\0",
  "\x7f",
  "\x85",
  "\u00a0",
  "\u00ad",
  "\u061c",
  "\u180e",
  "\u2003",
  "\u2028",
  "\u202e",
  "\u200b",
  "\u2060",
  "\u3000",
  "\ufe0f",
  "\ufeff",
  " \u200b\t\u3000",
]
const SIGNS = [..."=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u207a\u2212"]

it.each(BEFORE)(
  "puts a sign before what a spreadsheet may take for a formula, after %j too",
  (before) => {
    for (const sign of SIGNS)
      expect(csvRecord([`${before}${sign}1+1`])).toBe(`"'${before}${sign}1+1"\r\n`)
  },
)

it("leaves other cells as they are, and no cell opens another", () => {
  const cells = ["", "Maple = Florist", "2026-11-03", 'a"b', "a,b\r\nc", "a;=1", "\u00e9"]
  const quoted = [
    '""',
    '"Maple = Florist"',
    '"2026-11-03"',
    '"a""b"',
    '"a,b\r\nc"',
    '"a;=1"',
    '"\u00e9"',
  ]
  expect(csvRecord(cells)).toBe(`${quoted.join(",")}\r\n`)
})
