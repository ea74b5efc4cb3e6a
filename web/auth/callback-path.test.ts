import { expect, test } from "vitest"
import { safeCallbackPath, signInPath } from "@/web/auth/callback-path"

test.each([
  "/organisations",
  "/organisations?status=healthy&q=a%20b",
  "/organisations/6f1b#timeline",
  "/settings/members",
  "/%2Fevil.example",
])("%s is a way back", (path) => {
  expect(safeCallbackPath(path)).toBe(path)
})

test.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/.//evil.example",
  "/..//evil.example",
  "/a/..//evil.example",
  "https:evil.example",
  "https://evil.example/organisations",
  "http:///evil.example",
  "javascript:alert(1)",
  "data:text/html,hello",
  "%2F%2Fevil.example",
  "evil.example",
  " /organisations",
  "@evil.example",
  "",
  "/sign-in?callbackUrl=/sign-in",
  "/api/auth/signout",
  "/xero/callback?code=1",
  `/${"a".repeat(2_000)}`,
  null,
  undefined,
  ["/organisations"],
])("%j leads to the organisations instead", (path) => {
  expect(safeCallbackPath(path)).toBe("/organisations")
})

test("the sign-in address keeps the path asked for, escaped", () => {
  expect(signInPath("/activity?kind=a&b=c")).toBe(
    "/sign-in?callbackUrl=%2Factivity%3Fkind%3Da%26b%3Dc",
  )
})
