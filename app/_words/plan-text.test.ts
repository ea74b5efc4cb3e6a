import { expect, test } from "vitest"
import { planText } from "@/app/_words/plan-text"
import { warningOf } from "@/lib/counted/plan-warning"
import type { PlanMeter } from "@/web/counted/get-plan-meter"

test("until Xero has told its list the plan's text says what Tenantry knows of, and then what Xero counts", () => {
  expect(planText({ ...METER, counted: 10 })).toMatch(/^Tenantry knows of 10 connections\. /)
  expect(planText({ ...METER, counted: 1, demo: 1 })).toMatch(
    /^Tenantry knows of 1 connection, and of 1 demo organisation that Xero does not count\. /,
  )
  const read = { ...METER, readAt: new Date("2026-11-29T06:00:00Z") }
  expect(planText({ ...read, counted: 10 })).toMatch(/^Xero counts 10 connections\. /)
  expect(planText({ ...read, counted: 1, demo: 2 })).toMatch(
    /^Xero counts 1 connection\. It does not count 2 demo organisations\. /,
  )
})

test.each([
  [0, "That is 0 % of the 50", null],
  [39, "That is 78 % of the 50", "it is full in 11 days."],
  [40, "That is 80 % of the 50", "it is full in 10 days."],
  [49, "That is 98 % of the 50", "it is full in 1 day."],
  [50, "That is 100 % of the 50", "The plan is full: Xero lets nobody connect."],
  [61, "That is 122 % of the 50", "The plan is full: Xero lets nobody connect."],
])(
  "with %i of 50 connections the plan's text says how full it is, and when it will be",
  (counted, share, fill) => {
    const text = planText({
      ...METER,
      plan: "core",
      holds: 50,
      counted,
      warning: warningOf({ counted, holds: 50 }),
      daysUntilFull: counted === 0 ? null : Math.max(0, 50 - counted),
      next: { name: "Plus", holds: 1_000, price: "AUD 245 a month" },
    })
    expect(text).toContain(share)
    if (fill !== null) expect(text).toContain(fill)
    expect(text.match(/full/g) ?? []).toHaveLength(fill === null ? 0 : 1)
    expect(text).toMatch(/ The next plan is Plus, AUD 245 a month\.$/)
  },
)

test("a plan that lasts for long is said to last for more than a year", () => {
  const core = { ...METER, plan: "core", holds: 50, counted: 9 } as const
  expect(planText({ ...core, daysUntilFull: 365 })).toContain("it is full in 365 days.")
  expect(planText({ ...core, daysUntilFull: 366 })).toContain("it lasts for more than a year.")
})

test("a plan without a limit, and one that no owner has named, are never full", () => {
  expect(planText({ ...METER, plan: "enterprise", counted: 20_000 })).toMatch(/has no limit\.$/)
  expect(planText({ ...METER, counted: 20_000 })).toMatch(/say which plan the app has\.$/)
})

const METER: PlanMeter = {
  plan: null,
  holds: null,
  counted: 0,
  demo: 0,
  apps: [],
  next: null,
  daysUntilFull: null,
  warning: null,
  readAt: null,
}
