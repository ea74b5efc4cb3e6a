import { expect, test, vi } from "vitest"
import { askKeeper } from "@/web/ask-keeper"

const KEEPER = { KEEPER_URL: "http://keeper.example", KEEPER_SECRET: "shared" }
vi.mock("@/lib/env", () => ({ webEnv: () => KEEPER }))
vi.mock("@/web/auth/request-facts", () => ({ requestOrigin: async () => ({}) }))

test("a consent is waited for as long as Xero's slowest answers to it may take", async () => {
  const limit = vi.spyOn(AbortSignal, "timeout")
  vi.stubGlobal("fetch", async () => Response.json({ kind: "problem", problem: "state_expired" }))
  const member = { memberId: "member", sessionId: "session" }
  const input = { browserToken: null, state: "s", code: "c", error: null }
  expect(await askKeeper("completeConsent", member, input)).toMatchObject({ kind: "problem" })
  // Discovery, the code, the signing keys three times with pauses of 1 s, the list.
  expect(limit.mock.calls[0]?.[0]).toBeGreaterThan((15 + 25 + 3 * 15 + 2 + 15) * 1_000)
  vi.unstubAllGlobals()
})
