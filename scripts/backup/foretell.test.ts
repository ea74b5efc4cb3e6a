import { expect, test } from "vitest"
import { foretell, tellForetelling } from "./foretell"

test("a sign-in that began and was handed over after the back-up is told of, because its organisations are not known", () => {
  const dueAt = "2026-11-29T00:00:00.000Z"
  const known = { grantId: "a", chain: 1, epoch: 1, tokenSetId: "t", dueAt, organisations: [] }
  const survey = { chains: [known] } as never
  const now = new Date("2026-11-29T00:10:00.000Z")
  const both = foretell(survey, new Map(), { now, elsewhere: new Set(["a", "b"]) })
  expect(both).toMatchObject({ elsewhere: 2, unlisted: 1, begun: 0, lost: [] })
  expect(tellForetelling(both).join("\n")).toContain("1 began after the back-up")
  const listed = foretell(survey, new Map(), { now, elsewhere: new Set(["a"]) })
  expect(tellForetelling(listed).join("\n")).not.toContain("after the back-up")
})
