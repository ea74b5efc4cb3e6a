import { expect, test } from "vitest"
import { listedText } from "@/app/_words/campaign-text"

test("a list of links that ends early says how many it shows, and a whole one says nothing", () => {
  expect(listedText({ listed: 500, all: 1_234 })).toBe(
    "The list shows 500 of 1,234 links, starting with those that are not done.",
  )
  expect(listedText({ listed: 500, all: 500 })).toBeNull()
})
