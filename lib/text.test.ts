import { expect, test } from "vitest"
import { storableText } from "@/lib/text"

test.each([
  ["a name", "Maple Florist", "Maple Florist"],
  ["another script", "株式会社さくら", "株式会社さくら"],
  ["a pair of surrogates", "Rose 🌹", "Rose 🌹"],
  ["U+0000", "Maple\u0000Florist", "Maple Florist"],
  ["line ends and tabs", " Maple\r\n\tFlorist\n", "Maple Florist"],
  ["a separator of lines", "Maple\u2028Florist", "Maple Florist"],
  ["C1 controls", "Maple\u0085Florist\u009b", "Maple Florist"],
  ["half a pair", "Maple \ud83c", "Maple \ufffd"],
  ["the other half", "\udf39 Maple", "\ufffd Maple"],
  ["a turned reading direction", "Maple \u202egnp.exe\u2066", "Maple gnp.exe"],
  ["a letter and its accent", "Cafe\u0301", "Caf\u00e9"],
  ["what will never be a character", "\ufffeMaple\ufdd0\u{1ffff}", "\ufffdMaple\ufffd\ufffd"],
  ["a pile of accents", `Ma${"\u0316".repeat(60)}ple`, `Ma${"\u0316".repeat(8)}ple`],
  [
    "a letter of Tibetan with its marks",
    "\u0f66\u0f90\u0fb1\u0f84\u0f7c",
    "\u0f66\u0f90\u0fb1\u0f84\u0f7c",
  ],
  ["nothing but controls", "\u0000\u0007", ""],
])("%s is made storable", (_, text, expected) => {
  expect(storableText(text, 50)).toBe(expected)
})

test("what is too long is cut between characters, and says so", () => {
  expect(storableText("x".repeat(1_000_000), 5)).toBe("xxxx…")
  expect(storableText("abc🌹🌹🌹", 5)).toBe("abc…")
  expect(storableText("abcde", 5)).toBe("abcde")
  expect(storableText("abc👩‍👩‍👧‍👦", 8)).toBe("abc…")
  expect(storableText("abcdx\u0301f", 6)).toBe("abcd…")
  // The first accent is a part of its letter.
  expect(storableText(`a${"\u0301".repeat(10_000)}`, 50)).toHaveLength(9)
})
