import { expect, test } from "vitest"
import { activityHref, parseActivityQuery } from "@/app/activity/activity-query"

const ID = "0b3ea233-5ffc-41ea-88fe-04e77a4957ef"

test("the address and the question say the same", () => {
  const ids = { memberId: ID, tenantId: ID, serviceId: ID }
  const query = { group: "grant", ...ids, before: "120" } as const
  const url = new URL(activityHref(query, { before: "120" }), "http://tenantry.example")
  expect(parseActivityQuery(Object.fromEntries(url.searchParams))).toEqual(query)
})

test("what is no answer counts as not asked", () => {
  const params = {
    kind: "everything",
    member: "1",
    organisation: ["a"],
    service: "x",
    before: "-1",
  }
  const nothing = { group: null, memberId: null, tenantId: null, serviceId: null, before: null }
  expect(parseActivityQuery(params)).toEqual(nothing)
  expect(parseActivityQuery({ before: "9".repeat(30) }).before).toBeNull()
  expect(activityHref(nothing)).toBe("/activity")
})

test("another filter leads back to the newest", () => {
  const query = { group: null, memberId: null, tenantId: null, serviceId: null, before: "120" }
  expect(activityHref(query, { group: "member" })).toBe("/activity?kind=member")
})
