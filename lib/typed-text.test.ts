import { expect, test } from "vitest"
import { searchWords, typedText } from "@/lib/typed-text"

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

test("what is too long is refused, and is no search", () => {
  expect(name.parse("x".repeat(20))).toHaveLength(20)
  const { error } = name.safeParse("x".repeat(21))
  expect(error?.issues[0]?.message).toBe("must have 20 characters or fewer")
  expect(name.safeParse("x".repeat(1_000_000)).success).toBe(false)
  expect(searchWords.parse("x".repeat(201))).toBe("")
  expect(searchWords.parse(["Maple"])).toBe("")
})
