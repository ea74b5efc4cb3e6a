import { expect, test } from "vitest"
import { planText } from "@/app/_words/plan-text"
import type { PlanMeter } from "@/web/counted/get-plan-meter"

test("until Xero has told its list the plan's text says what Tenantry knows of, and then what Xero counts", () => {
  expect(planText({ ...METER, counted: 10 })).toMatch(/^Tenantry knows of 10 connections\. /)
  expect(planText({ ...METER, counted: 1, demo: 1 })).toMatch(
    /^Tenantry knows of 1 connection, and of 1 demo organisation that Xero does not count\. /,
  )
  const read = { ...METER, readAt: new Date("2026-11-29T06:00:00Z") }
  expect(planText({ ...read, counted: 10 })).toMatch(/^Xero counts 10 connections\. /)
  expect(planText({ ...read, counted: 1, demo: 2 })).toMatch(
    /^Xero counts 1 connection, and 2 demo organisations that it does not\. /,
  )
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
