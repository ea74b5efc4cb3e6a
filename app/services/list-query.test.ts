import { expect, test } from "vitest"
import { parseServiceQuery, servicesHref } from "@/app/services/list-query"

const NOTHING = { search: "", state: null, page: 1 }

test("the address and the question say the same", () => {
  const query = { search: "export & sync", state: "disabled", page: 3 } as const
  const url = new URL(servicesHref(query, { page: 3 }), "http://tenantry.example")
  expect(parseServiceQuery(Object.fromEntries(url.searchParams))).toEqual(query)
  expect(servicesHref(NOTHING)).toBe("/services")
})

test("what is no answer counts as not asked", () => {
  expect(parseServiceQuery({ q: ["a"], state: "sleeping", page: "-2" })).toEqual(NOTHING)
})

test("another filter leads back to the first page", () => {
  expect(servicesHref({ ...NOTHING, page: 4 }, { state: "expired" })).toBe(
    "/services?state=expired",
  )
})
