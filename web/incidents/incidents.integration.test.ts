import { expect, test, vi } from "vitest"
import { shareTestDb } from "@/lib/db/share-test-db"
import { listOpenIncidents } from "@/web/incidents/list-open-incidents"
import { incidentText } from "@/web/words/incident-text"

const made = shareTestDb()
vi.mock("@/web/auth/require-member", () => ({ requireMember: async () => ({ memberId: "m" }) }))
vi.mock("@/web/db", () => ({ db: () => made.web }))

test("open incidents are shown with what is known and, from the third day on, what to check; closed ones are not", async () => {
  const openedAt = new Date("2026-11-21T20:00:00Z")
  await made.db.incident.createMany({
    data: [
      { kind: "app_fault", openedAt, closedAt: new Date() },
      { kind: "app_fault", openedAt, detail: { code: "invalid_client" } },
      { kind: "xero_trouble", detail: { failing: 4, asked: 9, mostly: "throttled" } },
    ],
  })
  const [fault, trouble] = await listOpenIncidents()
  expect(fault).toMatchObject({ kind: "app_fault", since: openedAt.toISOString(), failing: null })
  expect(trouble).toMatchObject({ failing: 4, asked: 9, mostly: "throttled" })
  expect(fault && incidentText(fault).turn).toBe("owner")
  const words = trouble && incidentText(trouble)
  expect(words?.story).toContain(
    "4 of 9 due sign-ins were refused because of too many requests. You do not need",
  )
  expect(words?.turn).toBe("nobody")
  const inThreeDays = new Date(Date.now() + 3.1 * 24 * 60 * 60 * 1_000)
  const later = trouble && incidentText(trouble, inThreeDays)
  expect(later?.story).not.toContain("do not need to do anything")
  expect(later?.story).toContain("a sign-in expires 60 days after its last refresh")
  expect(later?.turn).toBe("owner")
})

test("an incident with a detail from another version is shown too", async () => {
  await made.db.incident.deleteMany()
  await made.db.incident.create({ data: { kind: "xero_trouble", detail: { mostly: "later" } } })
  const [trouble] = await listOpenIncidents()
  expect(trouble && incidentText(trouble).title).toBe("Xero does not answer properly")
})
