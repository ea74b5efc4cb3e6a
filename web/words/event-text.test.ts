import { expect, test } from "vitest"
import { EVENT_KINDS } from "@/lib/audit/record-event"
import type { EventRow } from "@/web/audit/list-events"
import { eventText } from "@/web/words/event-text"

const BARE: EventRow = {
  id: "1",
  at: new Date(0),
  kind: "tenant.connected",
  detail: {},
  member: null,
  tenant: null,
  service: null,
  address: null,
  browser: null,
  requestId: null,
  grantId: null,
  xeroUserName: null,
}

test("every kind of event is said in a sentence, even with nothing known about it", () => {
  for (const kind of EVENT_KINDS) {
    const { sentence, actor } = eventText({ ...BARE, kind })
    expect(sentence).toMatch(/^[A-Z]/)
    expect(sentence).not.toMatch(/undefined|null|\[object/)
    expect(actor).not.toBe("")
  }
})

test("who needs a second factor is said in the words of the settings", () => {
  const kind = "settings.second_factor_required"
  const { reason } = eventText({ ...BARE, kind, detail: { from: "nobody", to: "viewer" } })
  expect(reason).toBe("nobody → everyone")
})

test("a sentence names the organisation, the reason and who did it", () => {
  const tenant = { tenantId: "t", name: "Maple Florist" }
  const member = { id: "m", name: "Olivia Hart" }
  expect(
    eventText({
      ...BARE,
      kind: "tenant.disconnected",
      tenant,
      member,
      detail: { toldXero: false },
    }),
  ).toEqual({
    actor: "Olivia Hart",
    sentence: "Disconnected Maple Florist",
    reason: "not ended in Xero, which may still list it",
    tone: "bad",
  })
  const revoked = { ...BARE, kind: "grant.revoked", member, xeroUserName: "Alice" }
  expect(eventText({ ...revoked, detail: { toldXero: false } })).toMatchObject({
    sentence: "Revoked the consent (Xero user Alice)",
    reason: "not ended in Xero, which may still list it",
    tone: "bad",
  })
  expect(eventText({ ...revoked, detail: { toldXero: true } }).reason).toBeNull()
  expect(
    eventText({
      ...BARE,
      kind: "grant.ended",
      detail: { reason: "refused" },
      xeroUserName: "Alice",
    }),
  ).toMatchObject({
    actor: "Tenantry",
    sentence: "The sign-in ended (Xero user Alice)",
    reason: "Xero refused its refresh tokens",
  })
  expect(eventText({ ...BARE, kind: "tenant.disconnected_in_xero", tenant }).actor).toBe("Xero")
})

test("a change says what was and what is now, and a refusal how often it was", () => {
  const changes = { name: { from: "Old", to: "New" }, networks: { from: [], to: ["10.0.0.0/8"] } }
  const detail = { service: "New", changes, removed: ["Maple Florist"], replaced: ["smtpPassword"] }
  const { reason } = eventText({ ...BARE, kind: "service.changed", detail })
  expect(reason?.replace(/[\u2066-\u2069]/g, "")).toBe(
    "name: Old → New · networks: none → 10.0.0.0/8 · removed: Maple Florist · replaced: password",
  )
  const tried = { what: "/settings/members", needs: "owner", times: 100 }
  const refused = eventText({ ...BARE, kind: "member.role_refused", detail: tried })
  expect(refused.reason?.replace(/[\u2066-\u2069]/g, "")).toBe(
    "/settings/members, for owners · 100 times in this hour",
  )
  for (const bent of [
    { changes: "x" },
    { changes: { __proto__: 1, a: { from: {} } } },
    { removed: 1 },
  ])
    expect(eventText({ ...BARE, kind: "service.changed", detail: bent }).reason).toBeNull()
})

test("a link that is done says of how many organisations its reference was not set", () => {
  const done = { ...BARE, kind: "link.done", detail: { unreferenced: ["t"] } }
  expect(eventText(done).reason).toBe(
    "its reference was not set on 1 organisation that the service does not reach",
  )
  expect(eventText({ ...BARE, kind: "link.done" }).reason).toBeNull()
})

test("a kind or a reason of a later version is shown as it is", () => {
  expect(eventText({ ...BARE, kind: "tenant.archived" }).sentence).toBe("tenant.archived")
  const later = eventText({ ...BARE, kind: "grant.ended", detail: { reason: "too_old" } })
  expect(later.reason).toBe("too old")
})
