import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { kindText } from "@/app/_words/key-text"

test("every kind of sealed values has words", () => {
  const models = readFileSync("prisma/schema.prisma", "utf8").split(/^model /m)
  const kinds = models.flatMap((model) =>
    [...model.matchAll(/^ +(\w+)Sealed /gm)].map(([, name]) => `${/^\w+/.exec(model)}.${name}`),
  )
  expect(kinds).toContain("TokenSet.refreshToken")
  expect(kinds.filter((kind) => kindText(kind) === kind)).toEqual([])
})
