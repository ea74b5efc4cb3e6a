import { expect, test } from "vitest"
import { scorePassword } from "@/app/_ui/forms/password-strength"

const OLIVE = ["olive.quill@maple-books.example", "Olive Quill"]

test.each([
  ["", 0],
  ["passwordpassword", 0],
  ["olive.quill@maple-books.example", 1],
  ["Tenantry-Xero-2026", 1],
  ["correct-horse-battery", 4],
])("%s scores %i", (password, score) => {
  expect(scorePassword(password, OLIVE)).toBe(score)
})
