import { expect, test } from "vitest"
import { foldConsents } from "@/web/audit/fold-consents"
import type { EventRow } from "@/web/audit/list-events"

test("one consent is one row with its details inside, and everything else stands alone in its place", () => {
  const events = [
    row("6", "consent.completed", { consentId: "a" }),
    row("5", "tenant.checked", {}),
    row("4", "tenant.connected", { consentId: "a" }),
    row("3", "consent.completed", { consentId: "b" }),
    row("2", "grant.chain_started", { consentId: "a" }),
    row("1", "grant.chain_started", { consentId: 1 }),
  ]
  const folded = foldConsents(events).map(({ lead, inside }) => [
    lead.id,
    inside.map((one) => one.id),
  ])
  expect(folded).toEqual([
    ["6", ["4", "2"]],
    ["5", []],
    ["3", []],
    ["1", []],
  ])
})

function row(id: string, kind: string, detail: Record<string, unknown>): EventRow {
  return {
    id,
    at: new Date(0),
    kind,
    detail,
    address: null,
    browser: null,
    requestId: null,
    member: null,
    tenant: null,
    service: null,
    grantId: null,
    xeroUserName: null,
  }
}
