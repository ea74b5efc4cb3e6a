import { TOTP } from "otpauth"
import { expect, test } from "vitest"
import { codeUri, findStep, makeCodeSecret } from "@/keeper/members/factors/code"

// RFC 6238 appendix B: the secret "12345678901234567890" at these seconds; the last six of the eight digits.
const RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

test.each([
  [59, "287082", 1],
  [1_111_111_109, "081804", 37_037_036],
  [2_000_000_000, "279037", 66_666_666],
])("at %d s the code of the RFC's table is %s", (seconds, code, step) => {
  const at = new Date(seconds * 1000)
  expect(findStep(code, { secret: RFC_SECRET, at, after: 0 })).toBe(step)
})

test("a code counts one step early and one step late, no further, and never twice", () => {
  const secret = makeCodeSecret()
  const at = new Date("2026-11-28T12:00:15Z")
  const now = Math.floor(at.getTime() / 30_000)
  const taken = [-2, -1, 0, 1, 2].map((aside) =>
    findStep(codeAt(secret, now + aside), { secret, at, after: 0 }),
  )
  expect(taken).toEqual([null, now - 1, now, now + 1, null])
  expect(findStep(codeAt(secret, now), { secret, at, after: now })).toBeNull()
  expect(findStep(codeAt(secret, now - 1), { secret, at, after: now })).toBeNull()
  expect(findStep(codeAt(secret, now + 1), { secret, at, after: now })).toBe(now + 1)
})

test.each(["", "12345", "1234567", "abcdef", "１２３４５", "-12345", "1e5000", "٢٨٧٠٨٢"])(
  "%j is no code",
  (code) => {
    const check = { secret: RFC_SECRET, at: new Date(59_000), after: 0 }
    expect(findStep(code, check)).toBeNull()
  },
)

test.each(["287 082", " 287082 ", "２８７０８２"])(
  "%j is the code as keyboards write it",
  (code) => {
    const check = { secret: RFC_SECRET, at: new Date(59_000), after: 0 }
    expect(findStep(code, check)).toBe(1)
  },
)

test("the QR code holds the secret, the member's address and the installation's", () => {
  const uri = new URL(
    codeUri({ secret: RFC_SECRET, email: "olga@ledgers.example", appUrl: "https://books.example" }),
  )
  expect(uri.protocol + uri.host).toBe("otpauth:totp")
  expect(decodeURIComponent(uri.pathname)).toBe("/Tenantry (books.example):olga@ledgers.example")
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    secret: RFC_SECRET,
    issuer: "Tenantry (books.example)",
    digits: "6",
    period: "30",
  })
})

function codeAt(secret: string, step: number): string {
  return new TOTP({ secret }).generate({ timestamp: step * 30_000 })
}
