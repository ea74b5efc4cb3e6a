import { expect, test } from "vitest"
import { BROAD_SCOPES } from "@/lib/scopes/broad-scopes"
import { compareScopes, lackingScopes, replacementsOf } from "@/lib/scopes/compare-scopes"
import { scopeText } from "@/lib/words/scope-text"

test("what is asked for and not granted is missing, whatever its case", () => {
  const granted = ["openid", "Accounting.Contacts.Read", "accounting.transactions"]
  const asked = ["OPENID", "accounting.contacts.read", "accounting.invoices.read"]
  expect(compareScopes({ granted, asked })).toEqual({
    granted,
    missing: ["accounting.invoices.read"],
    broad: ["accounting.transactions"],
  })
})

test.each([
  ["a scope that writes, too", ["accounting.invoices"], "accounting.invoices.read", true],
  ["whatever its case", ["Accounting.Invoices"], "ACCOUNTING.INVOICES.READ", true],
  ["no scope that writes", ["accounting.invoices.read"], "accounting.invoices", false],
  ["no part of a name", ["accounting"], "accounting.invoices.read", false],
  [
    "no broad scope for a granular one",
    ["accounting.transactions"],
    "accounting.invoices.read",
    false,
  ],
])("to read holds %s", (_, granted, asked, isHeld) => {
  expect(lackingScopes({ granted, asked: [asked] })).toEqual(isHeld ? [] : [asked])
})

test("every broad scope has replacements in plain words, and nothing else has any", () => {
  for (const [broad, replacements] of Object.entries(BROAD_SCOPES)) {
    expect(replacements.length).toBeGreaterThan(1)
    for (const one of [broad, ...replacements]) expect(scopeText(one)).not.toContain("“")
    expect(replacements.every((one) => replacementsOf(one).length === 0)).toBe(true)
  }
  expect(replacementsOf("constructor")).toEqual([])
})
