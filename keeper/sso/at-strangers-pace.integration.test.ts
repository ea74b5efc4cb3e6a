import { afterAll, beforeAll, expect, it } from "vitest"
import { completeSso } from "@/keeper/sso/complete-sso"
import { startSso, startSsoProof } from "@/keeper/sso/start-sso"
import { openSession } from "@/keeper/testing/sessions"
import { NOBODY, type SsoTestEnv, startSsoTestEnv } from "@/keeper/testing/sso-test-env"
import { withOrigin } from "@/lib/audit/origin"
import type { OperationInput, OperationOutput } from "@/lib/contract/operations"

const [HERE, ELSEWHERE] = ["2001:db8::1", "2001:db8:0:1::1"]

let testEnv: SsoTestEnv
beforeAll(async () => {
  testEnv = await startSsoTestEnv()
  await testEnv.configure()
})
afterAll(() => testEnv.close())

it("a stranger has the issuer asked a few at once, and an address beside them comes in", async () => {
  const callbacks = []
  for (const _ of Array(25)) callbacks.push(callbackOf(await start(ELSEWHERE)))
  const own = await testEnv.goThere(trip(await start(HERE)), "ida")
  const release = holdIssuer()
  let waits = 0
  const flood = callbacks.map(async (callback) => {
    const outcome = await complete(ELSEWHERE, callback)
    if (outcome.kind === "throttled") waits += 1
  })
  await expect.poll(() => waits, { timeout: 10_000 }).toBe(5)
  const beside = complete(HERE, own)
  release()
  expect(await beside).toMatchObject({ kind: "signed_in" })
  await Promise.all(flood)
  expect(waits).toBe(5)
})

it("a stranger who goes on has to wait, which is told, and nobody at another address or signed in has to", async () => {
  const { db, keeper, memberId } = testEnv
  const member = { memberId, sessionId: await openSession(testEnv) }
  const reasons: string[] = []
  for (const _ of Array(100)) {
    const started = await start(HERE)
    if (started.kind === "throttled") break
    const outcome = await complete(HERE, callbackOf(started))
    if (outcome.kind === "throttled") break
    reasons.push(outcome.kind === "refused" ? outcome.reason : outcome.kind)
  }
  expect(new Set(reasons)).toEqual(new Set(["code_refused"]))
  expect(reasons.length).toBeLessThan(80)
  expect(await start(HERE)).toMatchObject({ kind: "throttled" })
  const told = { where: { kind: "member.had_to_wait", address: HERE } }
  await expect.poll(() => db.auditEvent.count(told), { timeout: 10_000 }).toBeGreaterThan(0)
  const proof = await withOrigin({ address: HERE }, () => startSsoProof(keeper, member))
  const proven = await complete(HERE, callbackOf(proof), member)
  expect(proven).toMatchObject({ kind: "refused", reason: "code_refused" })
  const third = withOrigin({ address: "192.0.2.1" }, () => testEnv.signIn("ida"))
  expect(await third).toMatchObject({ kind: "signed_in" })
})

function start(address: string): Promise<OperationOutput<"startSso">> {
  return withOrigin({ address }, () =>
    startSso(testEnv.keeper, { path: "/organisations", invitation: null }),
  )
}

/** Whoever asks for the issuer waits, until what this returns is called. */
function holdIssuer(): () => void {
  const { issuers } = testEnv.keeper.sso
  const { find } = issuers
  let release = () => {}
  const held = new Promise<void>((free) => {
    release = free
  })
  issuers.find = (issuer) => held.then(() => find(issuer))
  return () => {
    issuers.find = find
    release()
  }
}

function trip(started: OperationOutput<"startSso">) {
  if (started.kind !== "started") throw new Error(JSON.stringify(started))
  return started
}

/** What a browser brings back that made up its code. */
function callbackOf(started: OperationOutput<"startSso">): OperationInput<"completeSso"> {
  const { authorizationUrl, browserToken } = trip(started)
  const state = new URL(authorizationUrl).searchParams.get("state")
  const iss = testEnv.issuer.url
  return { browserToken, state, code: "made-up", iss, error: null, cameTwice: false }
}

function complete(address: string, callback: OperationInput<"completeSso">, acting = NOBODY) {
  return withOrigin({ address }, () => completeSso(testEnv.keeper, acting, callback))
}
