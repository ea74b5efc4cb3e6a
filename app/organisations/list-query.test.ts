import { expect, test } from "vitest"
import { listHref, parseListQuery } from "@/app/organisations/list-query"

const PLAIN = { search: "", status: null, sort: "attention", descending: false, page: 1 } as const

test("an address without a question asks for what needs attention first", () => {
  expect(parseListQuery({})).toEqual(PLAIN)
  expect(listHref(PLAIN)).toBe("/organisations")
})

test("the address and the question say the same", () => {
  const query = {
    search: 'O\'Neill & "Sons" 100%',
    status: "reconnect_needed",
    sort: "name",
    descending: true,
    page: 3,
  } as const
  const url = new URL(listHref(query, { page: 3 }), "http://tenantry.example")
  expect(parseListQuery(Object.fromEntries(url.searchParams))).toEqual(query)
})

test("what is no answer counts as not asked", () => {
  const params = { q: ["a", "b"], status: "broken", sort: "id; DROP", order: "up", page: "-4" }
  expect(parseListQuery(params)).toEqual(PLAIN)
  expect(parseListQuery({ page: "1e9" }).page).toBe(1)
  expect(parseListQuery({ q: "x".repeat(201) }).search).toBe("")
})

test("another filter, sorting or search leads to the first page", () => {
  const query = { ...PLAIN, search: "maple", page: 7 }
  expect(listHref(query, { status: "healthy" })).toBe("/organisations?q=maple&status=healthy")
  expect(listHref(query, { page: 8 })).toBe("/organisations?q=maple&page=8")
})
