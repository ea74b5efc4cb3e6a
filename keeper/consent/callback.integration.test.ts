import { expect, it } from "vitest"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { startConsent } from "@/keeper/consent/start-consent"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()

it("a callback is refused to another browser, another member, an unknown and an expired state", async () => {
  const started = await startConsent(testEnv.keeper, testEnv.memberId, { purpose: "connect" })
  if (started.kind !== "started") throw new Error(started.kind)
  const state = new URL(started.authorizationUrl).searchParams.get("state")
  const base = { state, code: "c", error: null, browserToken: started.browserToken }
  const complete = (change: object, member = testEnv.memberId) =>
    completeConsent(testEnv.keeper, member, { ...base, ...change })
  expect(await complete({ browserToken: "another" })).toEqual({
    kind: "problem",
    problem: "other_browser",
  })
  expect(await complete({ browserToken: null })).toEqual({
    kind: "problem",
    problem: "other_browser",
  })
  const { id: stranger } = await testEnv.db.member.create({
    data: { email: "b@tenantry.example", name: "B", role: "admin", passwordHash: "-" },
    select: { id: true },
  })
  expect(await complete({}, stranger)).toEqual({ kind: "problem", problem: "other_member" })
  expect(await complete({ state: "nonsense" })).toEqual({
    kind: "problem",
    problem: "state_unknown",
  })
  expect(await complete({ state: null })).toEqual({ kind: "problem", problem: "state_missing" })
  await testEnv.db.consentRequest.update({
    where: { id: started.consentId },
    data: { expiresAt: new Date(0) },
  })
  expect(await complete({})).toEqual({ kind: "problem", problem: "state_expired" })
  const events = await testEnv.db.auditEvent.findMany({
    where: { kind: "consent.callback_refused" },
    orderBy: { id: "asc" },
    select: { detail: true },
  })
  expect(events.map(({ detail }) => detail)).toEqual(
    ["other_browser", "other_browser", "other_member", "state_unknown", "state_missing"]
      .concat("state_expired")
      .map((reason) => ({ reason })),
  )
})

it.each([
  ["an error that is empty", { code: "c", error: "" }, "code_refused"],
  ["an error beside the code", { code: "c", error: "access_denied" }, "code_refused"],
  ["a code that is empty", { code: "", error: null }, "xero_error"],
  ["an error beside an empty code", { code: "", error: "access_denied" }, "cancelled"],
])("where %s comes, nothing false is said of the code", async (_, answer, kind) => {
  const { keeper, memberId, db } = testEnv
  const started = await startConsent(keeper, memberId, { purpose: "connect" })
  if (started.kind !== "started") throw new Error(started.kind)
  const state = new URL(started.authorizationUrl).searchParams.get("state")
  await completeConsent(keeper, memberId, { ...answer, state, browserToken: started.browserToken })
  const where = { id: started.consentId }
  const ended = await db.consentRequest.findUniqueOrThrow({ where, select: { outcome: true } })
  expect(ended.outcome).toMatchObject({ kind })
})

it("a callback is refused before any exchange where another issuer answers, or a value came twice", async () => {
  const started = await startConsent(testEnv.keeper, testEnv.memberId, { purpose: "connect" })
  if (started.kind !== "started") throw new Error(started.kind)
  const state = new URL(started.authorizationUrl).searchParams.get("state")
  const base = { state, code: "c", error: null, browserToken: started.browserToken }
  const complete = (change: object) =>
    completeConsent(testEnv.keeper, testEnv.memberId, { ...base, ...change })
  const asked = (await testEnv.control.state()).counters.tokenRequests.length
  for (const iss of ["https://issuer.example", `${testEnv.sandbox.issuer}/evil`, "Xero"])
    expect(await complete({ iss })).toEqual({ kind: "problem", problem: "other_issuer" })
  expect(await complete({ cameTwice: true })).toEqual({ kind: "problem", problem: "value_twice" })
  expect((await testEnv.control.state()).counters.tokenRequests).toHaveLength(asked)
  // The consent itself still waits for Xero's own answer.
  expect(await complete({ iss: testEnv.sandbox.issuer })).toMatchObject({ kind: "ended" })
})
