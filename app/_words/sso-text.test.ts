import { expect, test } from "vitest"
import { ISSUER_PROBLEMS, ssoRefusalText } from "@/app/_words/sso-text"
import { ssoRefusal } from "@/lib/contract/sso-operations"

// Words of the standard, of libraries and of the wire.
const JARGON =
  /token|nonce|jwt|jwks|claim|aud\b|sub\b|oidc|openid|state\b|[a-z]_[a-z]|undefined|\{|\}/i

test.each(ssoRefusal.options)("why %s is a plain sentence of its own", (reason) => {
  const text = ssoRefusalText(reason, "Ledgers Login")
  expect(text).toMatch(/^[A-Z].*\.$/)
  expect(text).not.toMatch(JARGON)
  const same = ssoRefusal.options.filter((one) => ssoRefusalText(one, "Ledgers Login") === text)
  expect(same).toEqual([reason])
})

test.each(["", "__proto__", "constructor", "<b>", "no_such_reason"])(
  "a reason that is none, %j, reads as an error of the issuer",
  (reason) => {
    expect(ssoRefusalText(reason, "Okta")).toBe(ssoRefusalText("issuer_error", "Okta"))
  },
)

test("a name is put into a sentence as it is, with a capital where it begins one", () => {
  expect(ssoRefusalText("no_group", "okta")).toContain("no group at okta that")
  expect(ssoRefusalText("not_signed", "okta")).toContain("signed by okta,")
  expect(ssoRefusalText("code_refused", "okta")).toMatch(/^Okta did not/)
  expect(ssoRefusalText("cancelled", "$& {name}")).toBe("You cancelled at $& {name}.")
})

test.each(Object.entries(ISSUER_PROBLEMS))(
  "what is wrong with an issuer, %s, is a sentence",
  (_, text) => {
    expect(text).toMatch(/^[A-Z].*\.$/)
  },
)
