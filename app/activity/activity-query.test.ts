import { expect, test } from "vitest"
import { activityHref, exportHref, parseActivityQuery } from "@/app/activity/activity-query"
import { EVERY_EVENT } from "@/web/testing/every-event"

const ID = "0b3ea233-5ffc-41ea-88fe-04e77a4957ef"

test("the address and the question say the same", () => {
  const ids = { memberId: ID, tenantId: ID, serviceId: ID, address: "2001:db8::1" }
  const when = { from: "2026-11-01", to: "2026-11-28" }
  const query = { group: "grant", kind: null, ...ids, ...when, before: "120" } as const
  const url = new URL(activityHref(query, { before: "120" }), "http://tenantry.example")
  expect(parseActivityQuery(Object.fromEntries(url.searchParams))).toEqual(query)
})

test.each(["2001:DB8:0:0:0:0:0:1", " 2001:db8::1 ", "[2001:db8::1]"])(
  "an address that is written %j is found as it is stored",
  (address) => {
    expect(parseActivityQuery({ address }).address).toBe("2001:db8::1")
  },
)

test("what is no answer counts as not asked", () => {
  const params = {
    kind: "everything",
    member: "1",
    organisation: ["a"],
    service: "x",
    address: "here",
    from: "2026-02-30",
    to: "0000-01-01",
    before: "-1",
  }
  expect(parseActivityQuery(params)).toEqual(EVERY_EVENT)
  expect(parseActivityQuery({ before: "9".repeat(30) }).before).toBeNull()
  expect(activityHref(EVERY_EVENT)).toBe("/activity")
})

test("another filter leads back to the newest", () => {
  const query = { ...EVERY_EVENT, before: "120" }
  expect(activityHref(query, { group: "member" })).toBe("/activity?kind=member")
})

test("one kind of event and whoever is no member can be asked for, and a file has the same filters", () => {
  const query = parseActivityQuery({ kind: "member.role_refused", member: "none", before: "7" })
  expect(query).toMatchObject({ group: null, kind: "member.role_refused", memberId: "none" })
  expect(exportHref(query, "csv")).toBe(
    "/activity/export?kind=member.role_refused&member=none&format=csv",
  )
})
