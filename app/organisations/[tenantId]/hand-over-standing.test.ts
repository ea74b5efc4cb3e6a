import { expect, test } from "vitest"
import { handOverStanding, mayAskXero } from "@/app/organisations/[tenantId]/hand-over-standing"

test("a sign-in that reaches an organisation can be handed over, and once handed over it can be taken back", () => {
  const active = { grant: { state: "active", endedReason: null } } as const
  expect(handOverStanding({ serving: active, covers: { count: 1 } })).toBe("active")
  expect(handOverStanding({ serving: active, covers: { count: 0 } })).toBeNull()
  const handed = { grant: { state: "ended", endedReason: "handed_over" } } as const
  expect(handOverStanding({ serving: handed, covers: { count: 0 } })).toBe("handed_over")
  const refused = { grant: { state: "ended", endedReason: "refused" } } as const
  expect(handOverStanding({ serving: refused, covers: { count: 1 } })).toBeNull()
})

test("Xero is not asked about an organisation that was disconnected or handed over", () => {
  expect(mayAskXero({ status: "healthy", reason: "ok" })).toBe(true)
  expect(mayAskXero({ status: "paused", reason: "app_fault" })).toBe(true)
  expect(mayAskXero({ status: "paused", reason: "handed_over" })).toBe(false)
  expect(mayAskXero({ status: "removed", reason: "by_member" })).toBe(false)
})
