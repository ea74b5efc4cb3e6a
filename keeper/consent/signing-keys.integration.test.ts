import { afterEach, beforeEach, expect, it } from "vitest"
import { completeConsent } from "@/keeper/consent/complete-consent"
import { startConsent } from "@/keeper/consent/start-consent"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import type { Keeper } from "@/keeper/keeper"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { walkConsent } from "@/sandbox/walk-consent"

let testEnv: TestEnv
beforeEach(async () => {
  testEnv = await startTestEnv()
})
afterEach(() => testEnv.close())

const block = () => testEnv.control.addFault({ target: "jwks", kind: "html403", times: 0 })

/** One that has read nothing of Xero's yet. */
const openFresh = () => testEnv.openAnother()

/** Started at one keeper, back from Xero at another. */
async function consentAcross(keeper: Keeper) {
  const started = await startConsent(testEnv.keeper, testEnv.memberId, { purpose: "connect" })
  if (started.kind !== "started") throw new Error(started.kind)
  const { authorizationUrl, browserToken, consentId } = started
  const { searchParams } = await walkConsent({
    authorizationUrl,
    xeroUserId: XERO_USERS.alice,
    choose: TENANTS.script,
  })
  await completeConsent(keeper, testEnv.memberId, {
    browserToken,
    state: searchParams.get("state"),
    code: searchParams.get("code"),
    error: null,
  })
  const { outcome } = await testEnv.db.consentRequest.findUniqueOrThrow({
    where: { id: consentId },
  })
  return outcome
}

it("keeps the signing keys it has read, so that a consent needs none of them anew", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await block()
  const { outcome } = await testEnv.consent({ choose: "script" })
  expect(outcome).toMatchObject({ kind: "connected" })
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
})

it("sends nobody off to Xero whose consent could not be checked afterwards", async () => {
  await block()
  const keeper = await openFresh()
  expect(await startConsent(keeper, testEnv.memberId, { purpose: "connect" })).toEqual({
    kind: "xero_trouble",
    trouble: "not_sent",
  })
})

it("spends no code while the signing keys cannot be read, so that the chain before it lives on", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  await block()
  const outcome = await consentAcross(await openFresh())
  expect(outcome).toEqual({ kind: "xero_trouble", trouble: "not_sent" })
  const { tokenRequests } = (await testEnv.control.state()).counters
  expect(tokenRequests.filter((one) => one.grantType === "authorization_code")).toHaveLength(1)
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
})
