import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { DEFAULT_SCOPES } from "@/lib/env-scopes"
import { scopeText, scopeTextForMembers, scopeTexts } from "@/lib/words/scope-text"

const listed = listScopes()

test("every scope of Xero has plain words", () => {
  expect(listed.length).toBeGreaterThan(50)
  const scopes = [...listed, ...DEFAULT_SCOPES.split(" ")]
  expect(scopes.filter((one) => scopeText(one).includes("“"))).toEqual([])
})

test("no two scopes have the same words", () => {
  const words = listed.map(scopeText)
  expect(words.filter((one, at) => words.indexOf(one) !== at)).toEqual([])
})

test("reading and writing are told apart", () => {
  expect(scopeText("accounting.contacts.read")).toBe("read contacts and contact groups")
  expect(scopeText("accounting.contacts")).toBe("read, add and change contacts and contact groups")
})

test("a member is not told that an app sees the member's own name", () => {
  expect(scopeText("profile")).toBe("see your name")
  const scopes = [...listed, ...DEFAULT_SCOPES.split(" ")]
  expect(scopes.map(scopeTextForMembers).filter((text) => /\byour?\b/.test(text))).toEqual([])
  expect(scopeTextForMembers("files.read")).toBe(scopeText("files.read"))
})

test("a scope that nobody knows is named, whatever it is called", () => {
  expect(scopeText("accounting.dreams.read")).toBe("use what Xero calls “accounting.dreams.read”")
  expect(scopeText("constructor")).toBe("use what Xero calls “constructor”")
})

test("what may be written is not read out once more as what may be read", () => {
  const scopes = ["files.read", "files", "FILES.read", "assets.read", "assets.read"]
  expect(scopeTexts(scopes)).toEqual([scopeText("files"), scopeText("assets.read")])
})

/** The list in docs/xero.md §3.3: `a.{b,c}[.read]` are four scopes. */
function listScopes(): string[] {
  const document = readFileSync("docs/xero.md", "utf8")
  const section = /\*\*§3\.3 [\s\S]*?(?=\n## )/.exec(document)?.[0] ?? ""
  const patterns = [...section.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.split(" "))
  return patterns.flatMap(spread).flatMap(withRead)
}

function spread(pattern: string): string[] {
  const [, before, inner, after] = /^(.*)\{(.*)\}(.*)$/.exec(pattern) ?? []
  return inner?.split(",").map((one) => `${before}${one}${after}`) ?? [pattern]
}

function withRead(pattern: string): string[] {
  const base = pattern.replace("[.read]", "")
  return base === pattern ? [pattern] : [base, `${base}.read`]
}
