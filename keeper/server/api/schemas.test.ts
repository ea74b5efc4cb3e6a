import { expect, test } from "vitest"
import { linkRequest } from "@/keeper/server/api/link-schemas"
import { pageQuery, tokenQuery } from "@/keeper/server/api/schemas"

const LONG = `https://shop.example/?q=${"あ".repeat(250)}`

test.each([
  ["nothing", {}, { limit: 50 }],
  ["no value", { status: "", limit: "", after: "" }, { limit: 50 }],
  ["a reference that a program lacks", { reference: "" }, null],
  ["a reference of white space", { reference: " \u200b" }, null],
  ["two statuses", { status: "healthy,removed" }, { limit: 50, status: ["healthy", "removed"] }],
  ["a letter and its accent", { reference: "cafe\u0301 7" }, { limit: 50, reference: "café 7" }],
  ["a line end", { reference: "maple\r\n" }, { limit: 50, reference: "maple" }],
  ["a status that is none", { status: "healthy," }, null],
  ["capital letters", { status: "Healthy" }, null],
  ["a number as people write it", { limit: "1e1" }, null],
  ["none of ours", { page: "2" }, null],
])("a page is asked for with %s", (_, query, expected) => {
  expect(pageQuery.safeParse(query).data ?? null).toEqual(expected)
})

test("a token that is asked for without a number of seconds lives for the usual ones", () => {
  expect(tokenQuery.parse({ minimum_seconds: "" })).toEqual({ minimum_seconds: 300 })
})

test.each([
  ["null for what is left out", { tenant_id: null }],
  ["a number as text", { days: "7" }],
  ["half a day", { days: 1.5 }],
  ["no day", { days: 0 }],
  ["what would be a class", JSON.parse('{"__proto__": {"days": 1}}')],
  ["a return address that encoding makes too long", { return_to: LONG }],
  ["a note of nothing", { note: "\n\u200b" }],
])("a link is not made of %s", (_, wrong) => {
  const asked = { purpose: "connect" }
  expect(linkRequest.safeParse(asked).success).toBe(true)
  expect(linkRequest.safeParse(JSON.parse(merge(asked, wrong))).success).toBe(false)
})

/** As the text of one JSON object, so that every name counts as its own. */
function merge(one: object, other: object): string {
  return `${JSON.stringify(one).slice(0, -1)},${JSON.stringify(other).slice(1)}`
}

test.each([
  ["Bob@Maple.EXAMPLE", "bob@maple.example"],
  [" bob@maple.example ", "bob@maple.example"],
  ["ｂｏｂ@maple.example", "bob@maple.example"],
  ["bob@maple.example\r\nBcc: eve@maple.example", undefined],
  ["bob@maple.example, eve@maple.example", undefined],
  ["Bob <bob@maple.example>", undefined],
])("a link's recipient %j is stored as members are: %s", (email, expected) => {
  expect(linkRequest.safeParse({ purpose: "connect", email }).data?.email).toBe(expected)
})
