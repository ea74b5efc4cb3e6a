import { expect, test } from "vitest"
import { isListed, returnAddress } from "@/lib/links/return-address"

const SHOP = "https://shop.example"

test.each([
  ["a path and a query", `${SHOP}/thanks?order=7`],
  ["letters that are encoded", `${SHOP}/?q=${"あ".repeat(200)}`],
  ["a name that is encoded", "https://cafés.example/"],
])("a return address with %s is listed by its origin once it is taken", (_, typed) => {
  const address = returnAddress.parse(typed)
  expect(isListed(address, [new URL(typed).origin])).toBe(true)
  expect(isListed(address, ["https://other.example"])).toBe(false)
})

test.each([
  ["as it is typed", `${SHOP}/${"a".repeat(2_000)}`],
  ["once it is encoded", `${SHOP}/?q=${"あ".repeat(250)}`],
])("a return address that is too long %s is refused for its length", (_, typed) => {
  expect(returnAddress.safeParse(typed).error?.issues).toMatchObject([
    { message: expect.stringMatching(/^must have 2000 characters or fewer/) },
  ])
})
