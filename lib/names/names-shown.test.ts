import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"

test.each([
  ["an event names a member", "keeper", /\bmember: (\w+\.)?name\b/],
  ["a page names a Xero user", "app", /<(Last)?Name[^>]*>\{grant\.xeroUserName\}/],
])("%s with what tells namesakes apart", (_, room, bare) => {
  const files = readdirSync(room, { recursive: true, encoding: "utf8" })
  const sources = files.filter((one) => /\.tsx?$/.test(one) && !one.includes(".test."))
  const found = sources.filter((one) => bare.test(readFileSync(`${room}/${one}`, "utf8")))
  expect(found).toEqual([])
  expect(sources.length).toBeGreaterThan(100)
})
