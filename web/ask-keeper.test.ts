import { expect, test, vi } from "vitest"
import { metTroubleSince } from "@/lib/db/outage/sockets"
import { askKeeper } from "@/web/ask-keeper"

vi.mock("@/lib/env", () => ({ webEnv: () => ({ KEEPER_SECRET: "shared" }) }))
const { askKeepers } = vi.hoisted(() => ({ askKeepers: vi.fn() }))
vi.mock("@/web/keepers/ask-keepers", () => ({ askKeepers }))
vi.mock("@/web/auth/request-facts", () => ({ requestOrigin: async () => ({}) }))

test("a consent is waited for as long as Xero's slowest answers to it may take", async () => {
  const body = Buffer.from('{"kind":"problem","problem":"state_expired"}')
  askKeepers.mockResolvedValue({ kind: "answer", status: 200, headers: {}, body })
  const member = { memberId: "member", sessionId: "session" }
  const input = { browserToken: null, state: "s", code: "c", error: null }
  expect(await askKeeper("completeConsent", member, input)).toMatchObject({ kind: "problem" })
  // Discovery, the code, the signing keys three times with pauses of 1 s, the list.
  const [asked] = askKeepers.mock.calls[0] ?? []
  expect(asked.withinInMs).toBeGreaterThan((15 + 25 + 3 * 15 + 2 + 15) * 1_000)
  expect(asked.repeatable).toBe(false)
})

test.each([
  ["keeper_unreachable", null, ""],
  ["keeper_unreachable", 503, "…"],
  ["keeper_failed", 500, '{"error":"internal"}'],
  ["keeper_failed", 401, '{"error":"unauthorized"}'],
  ["keeper_failed", 200, '{"kind":"of another version"}'],
])("%s: what was asked got status %s", async (kind, status, body) => {
  const answer = { kind: "answer", status, headers: {}, body: Buffer.from(body) }
  askKeepers.mockResolvedValue(status === null ? null : answer)
  const input = { browserToken: null, state: "s", code: "c", error: null }
  expect(await askKeeper("completeConsent", null, input)).toEqual({ kind })
})

test("a keeper without its database is no absent keeper: the page fails, and the server in front of it says why", async () => {
  const body = Buffer.from('{"error":"database_away"}')
  askKeepers.mockResolvedValue({ kind: "answer", status: 503, headers: {}, body })
  const startedAt = performance.now()
  await expect(askKeeper("startSso", null, { path: "/", invitation: null })).rejects.toThrow()
  expect(metTroubleSince(startedAt)).toBe(true)
})
