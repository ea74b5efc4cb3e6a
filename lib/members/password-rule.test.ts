import { expect, test } from "vitest"
import { judgePassword } from "@/lib/members/password-rule"

const OLIVE = { email: "olive.quill@maple-books.example", name: "Olive Quill-Óðinsdóttir" }

test.each([
  ["passwordpassword", "twice one that is known"],
  ["1qaz2wsx3edc4rfv", "a walk over the keyboard"],
  ["Administrator", "in another case"],
  ["ＰＡＳＳＷＯＲＤ1234", "in wide letters"],
  ["Password2026!", "with a year behind"],
  ["!!welcome123", "with something on both sides"],
  ["letmeinletmein", "over and over"],
  ["abcdabcdabcdabcd", "a short piece over and over"],
  ["🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎", "one character over and over"],
])("%s is known to everybody: %s", (password) => {
  expect(judgePassword(password, OLIVE)).toBe("known")
})

test.each([
  "olive.quill@maple-books.example",
  "OLIVE.QUILL-2026!",
  "tenantry-tenantry",
  "my-Xero-Tenantry",
  "maple-books-olive",
  "Óðinsdóttir-99",
  "xQuillxTenantry7",
])("%s holds little but words of its member and the product", (password) => {
  expect(judgePassword(password, OLIVE)).toBe("own_words")
})

test.each([
  "correct-horse-battery",
  "tenantry is where my ledgers sleep",
  "olive trees need little water",
  "bhzk vqmw trxp",
  "ключ от старого сарая",
  "🐎 a horse, 🔋 a battery",
  "            a b c d",
])("%s will do: nothing has to stand in it", (password) => {
  expect(judgePassword(password, OLIVE)).toBeNull()
})

test("twelve characters are enough and 256 allowed, each counted once however it is written", () => {
  const letters = "bdfhjkmnpqrt".split("")
  expect(judgePassword(letters.slice(1).join(""), OLIVE)).toBe("too_short")
  expect(judgePassword(letters.join(""), OLIVE)).toBeNull()
  expect(judgePassword("🐎🔋🧊🌲🚲🧶", OLIVE)).toBe("too_short")
  const long = Array.from({ length: 256 }, (_, at) => String.fromCodePoint(0x1f300 + at)).join("")
  expect(judgePassword(long, OLIVE)).toBeNull()
  expect(judgePassword(`${long}x`, OLIVE)).toBe("too_long")
})

test("a name of two letters, or none, takes nothing away", () => {
  expect(judgePassword("jodhpur-mangrove", { email: "jo@b.example", name: "Jo" })).toBeNull()
  expect(judgePassword("jodhpur-mangrove", { email: "jo@b.example", name: "" })).toBeNull()
})
