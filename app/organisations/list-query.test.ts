import { expect, test } from "vitest"
import { listHref, parseListQuery } from "@/app/organisations/list-query"
import { EVERYTHING } from "@/web/tenants/tenant-query"

test("an address without a question asks for what needs attention first", () => {
  expect(parseListQuery({})).toEqual(EVERYTHING)
  expect(listHref(EVERYTHING)).toBe("/organisations")
})

test("the address and the question say the same", () => {
  const query = {
    search: 'O\'Neill & "Sons" 100%',
    status: "reconnect_needed",
    grantId: "5f1f9a52-7e5f-4c5e-9a43-3d6b5f2b8a11",
    only: "one_authoriser",
    sort: "name",
    descending: true,
    page: 3,
  } as const
  const url = new URL(listHref(query, { page: 3 }), "http://tenantry.example")
  expect(parseListQuery(Object.fromEntries(url.searchParams))).toEqual(query)
})

test("what is no answer counts as not asked", () => {
  const params = {
    q: ["a", "b"],
    status: "broken",
    grant: "1",
    only: "__proto__",
    sort: "id; DROP",
    order: "up",
    page: "-4",
  }
  expect(parseListQuery(params)).toEqual(EVERYTHING)
  expect(parseListQuery({ page: "1e9" }).page).toBe(1)
  expect(parseListQuery({ q: "x".repeat(201) }).search).toBe("")
})

test("another filter, sorting or search leads to the first page", () => {
  const query = { ...EVERYTHING, search: "maple", page: 7 }
  expect(listHref(query, { status: "healthy" })).toBe("/organisations?q=maple&status=healthy")
  expect(listHref(query, { page: 8 })).toBe("/organisations?q=maple&page=8")
})
