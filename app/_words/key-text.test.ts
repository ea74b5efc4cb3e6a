import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { kindText, unusedText } from "@/app/_words/key-text"

test("every kind of sealed values has words", () => {
  const models = readFileSync("prisma/schema.prisma", "utf8").split(/^model /m)
  const kinds = models.flatMap((model) =>
    [...model.matchAll(/^ +(\w+)Sealed /gm)].map(([, name]) => `${/^\w+/.exec(model)}.${name}`),
  )
  expect(kinds).toContain("TokenSet.refreshToken")
  expect(kinds.filter((kind) => kindText(kind) === kind)).toEqual([])
})

test.each([
  [true, true, /^Nothing depends on k2: you can take it out/],
  [true, false, /^Nothing depends on it\.$/],
  [false, true, /^Nothing in the database depends on it\.$/],
])("a key without values may go only if the journal is read: %s", (isJournalRead, canGo, words) => {
  expect(unusedText("k2", { isJournalRead, canGo })).toMatch(words)
})
