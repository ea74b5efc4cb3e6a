import { beforeEach, expect, test, vi } from "vitest"
import { z } from "zod"

const requireMember = vi.hoisted(() => vi.fn())
const askKeeper = vi.hoisted(() => vi.fn(async () => ({ kind: "refreshed" })))
vi.mock("@/web/auth/require-member", () => ({ requireMember }))
vi.mock("@/web/ask-keeper", () => ({ askKeeper }))

import { askAsMember, askWithEntries } from "@/web/ask-as-member"

const MEMBER = { memberId: "member", sessionId: "session" }
const TENANT_ID = "6f0d2a3c-2f0e-4b7e-9a51-1c6a5d0c9b11"

beforeEach(() => {
  vi.clearAllMocks()
  requireMember.mockResolvedValue(MEMBER)
})

test("an action asks as a member of the role that the contract names, with what the contract takes", async () => {
  await askAsMember("refreshGrant", formOf({ tenantId: TENANT_ID, more: "left out" }))
  await askAsMember("takeOver")
  expect(requireMember.mock.calls).toEqual([["admin"], ["owner"]])
  expect(askKeeper).toHaveBeenCalledWith("refreshGrant", MEMBER, { tenantId: TENANT_ID })
})

test("whoever may not do it is turned away before the form is read, and the keeper is not asked", async () => {
  requireMember.mockRejectedValue(new Error("turned away"))
  const unread = new Proxy(new FormData(), { get: () => expect.unreachable() })
  await expect(askAsMember("refreshGrant", unread)).rejects.toThrow("turned away")
  await expect(askWithEntries("choosePlan", unread, z.never())).rejects.toThrow("turned away")
  expect(askKeeper).not.toHaveBeenCalled()
})

test("a form that lacks what the contract takes gets a 404, and the keeper is not asked", async () => {
  await expect(askAsMember("refreshGrant", formOf({ tenantId: "none" }))).rejects.toThrow("404")
  expect(askKeeper).not.toHaveBeenCalled()
})

test("what a person typed wrong is told field by field, and the keeper is not asked", async () => {
  const schema = z.object({ plan: z.literal("core", "must be a plan of Xero's") })
  expect(await askWithEntries("choosePlan", formOf({ plan: "none" }), schema)).toEqual({
    kind: "wrong_input",
    formErrors: { plan: "This must be a plan of Xero's." },
  })
  expect(askKeeper).not.toHaveBeenCalled()
})

function formOf(entries: Record<string, string>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(entries)) form.set(name, value)
  return form
}
