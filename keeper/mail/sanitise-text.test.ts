import { expect, it } from "vitest"
import { oneLine, tidyName } from "@/keeper/mail/sanitise-text"

it("cuts a long name between characters, so that it can be stored", () => {
  const name = tidyName("😀".repeat(300))
  expect(name).toHaveLength(199)
  expect(name).not.toMatch(/\p{Surrogate}/u)
})

it.each([
  "a\r\nBcc: everybody@evil.example",
  "a\rBcc: x",
  "a\nBcc: x",
  "a\u0085Bcc: x",
  "a\u2028Bcc: x",
  "a\u2029Bcc: x",
  "a\0b\x0bc\x0cd\x7f",
  "=?utf-8?Q?Bcc=3A_x=0D=0AEvil?= hi",
  "=?utf-8?B?4oCuZ25w?=",
  "\u202etxt.exe",
])("makes a header of one line, which nothing decodes, of %j", (words) => {
  expect(oneLine(words)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]|=\?/u)
})
