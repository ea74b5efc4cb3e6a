import { expect, test, vi } from "vitest"
import type { Keeper } from "@/keeper/keeper"
import { logEvents } from "./log-events"

test.each([
  ["a name that looks like a word of ours", { name: "olive", role: "owner" }, { role: "owner" }],
  [
    "what somebody typed",
    { app: "ledgers", link: "maple", member: "olive", times: 3 },
    { times: 3 },
  ],
  ["references, but not roles", { from: "old_ledger", to: "viewer" }, { to: "viewer" }],
  [
    "a sentence of somebody else",
    { code: "access denied, Olive", reason: "refused" },
    { reason: "refused" },
  ],
  ["an address", { email: "olive@ledgers.example", by: "issuer" }, { by: "issuer" }],
  ["all of it", { recipient: "olive" }, undefined],
])("the log of an event leaves out %s", async (_what, detail, logged) => {
  const info = vi.fn()
  const event = { eventId: "1", event: "member.created", memberId: "m", tenantId: null, detail }
  const db = { $queryRaw: async () => [event] }
  await logEvents({ db, log: { info } } as unknown as Keeper, [1n])
  const line = { eventId: "1", event: "member.created", memberId: "m" }
  expect(info).toHaveBeenCalledWith(logged === undefined ? line : { ...line, detail: logged })
})
