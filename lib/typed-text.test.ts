import { expect, test } from "vitest"
import { searchWords, typedLines, typedText } from "@/lib/typed-text"

const name = typedText(20)

test.each([
  ["words", "Maple Florist", "Maple Florist"],
  ["white space around them", " \u00a0Maple\t", "Maple"],
  ["U+0000", "Maple\u0000Florist", "Maple Florist"],
  ["a line end", "Maple\nFlorist", "Maple Florist"],
  ["a turned reading direction", "Maple\u202e", "Maple"],
  ["half a pair", "Maple \ud83c", "Maple \ufffd"],
  ["a letter and its accent", "Cafe\u0301", "Caf\u00e9"],
])("%s can be stored and compared", (_, typed, expected) => {
  expect(name.parse(typed)).toBe(expected)
  expect(searchWords.parse(typed)).toBe(expected)
})

test.each([
  ["nothing", ""],
  ["white space", " \u3000\t"],
  ["controls", "\u0000\u0007"],
  ["marks that nobody sees", "\u200b\u2060\u00ad"],
])("%s is no name", (_, typed) => {
  expect(name.safeParse(typed).error?.issues[0]?.message).toBe("must not be empty")
})

test.each([
  ["lines", "Dear Ada,\r\nplease by Friday.\rThank you", "Dear Ada,\nplease by Friday.\nThank you"],
  ["an empty line", "Dear Ada,\n\nplease", "Dear Ada,\n\nplease"],
  ["ten empty lines", `Dear Ada,${"\r\n \t".repeat(10)}please`, "Dear Ada,\n\nplease"],
  ["U+0000 and a turned reading direction", "a\u0000b\u202e\nc", "a b\nc"],
  ["a separator of lines", "a\u2028b\u2029c", "a\nb\nc"],
  ["a letter and its accent", "Cafe\u0301\nCafe\u0301", "Caf\u00e9\nCaf\u00e9"],
])("a note keeps its lines and nothing worse: %s", (_, typed, expected) => {
  expect(typedLines(100).parse(typed)).toBe(expected)
})

test.each(["", "\r\n\n", " \u200b\n\u0000"])("nothing to see is no note: %j", (typed) => {
  expect(typedLines(100).safeParse(typed).error?.issues[0]?.message).toBe("must not be empty")
})

test("the two characters by which browsers end a line count as one of a note's", () => {
  const typed = Array.from({ length: 100 }, () => "xxxx").join("\r\n")
  expect(typedLines(499).parse(typed)).toHaveLength(499)
  expect(typedLines(498).safeParse(typed).success).toBe(false)
})

test("what is too long is refused, and is no search", () => {
  expect(name.parse("x".repeat(20))).toHaveLength(20)
  const { error } = name.safeParse("x".repeat(21))
  expect(error?.issues[0]?.message).toBe("must have 20 characters or fewer")
  expect(name.safeParse("x".repeat(1_000_000)).success).toBe(false)
  expect(searchWords.parse("x".repeat(201))).toBe("")
  expect(searchWords.parse(["Maple"])).toBe("")
})
