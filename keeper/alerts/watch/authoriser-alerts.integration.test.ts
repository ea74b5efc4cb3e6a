import { afterEach, beforeEach, expect, it } from "vitest"
import { preferAuthoriser, removeAuthoriser } from "@/keeper/tenants/authorisers"
import { endChain, listReceived, startAlertTestEnv } from "@/keeper/testing/alert-test-env"
import { addSecondApp } from "@/keeper/testing/second-app"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { Receiver } from "@/keeper/testing/webhook-receiver"
import { TENANTS } from "@/sandbox/seed"

const tenantId = TENANTS.mapleFlorist
const RUNS = "tenant.runs_on_second_authoriser: Running on its second authoriser: Maple Florist"
let testEnv: TestEnv
let receiver: Receiver
let secret: string
let close: () => Promise<void>
let first: string
let second: string

beforeEach(async () => {
  ;({ testEnv, receiver, secret, close } = await startAlertTestEnv())
  first = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  second = (await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })).grantId
})
afterEach(() => close())

const told = () => listReceived(testEnv, receiver, secret)

it("an organisation whose second authoriser took over is told of, and told again when the first is back", async () => {
  await endChain(testEnv, first)
  expect(await told()).toEqual([RUNS])
  expect(await told()).toEqual([])
  await testEnv.consent({ choose: "continue", reconnect: tenantId })
  expect(await told()).toEqual([
    "tenant.first_authoriser_back: First authoriser back: Maple Florist",
  ])
})

it("an organisation that loses its second authoriser too needs reconnecting, and says only that", async () => {
  await endChain(testEnv, first)
  await told()
  await endChain(testEnv, second)
  expect(await told()).toEqual(["grant.reconnect_needed: Reconnect needed: Maple Florist"])
  expect(await testEnv.db.alert.count({ where: { resolvedAt: null } })).toBe(1)
})

it("the loss of an authoriser who is only a reserve is no alert", async () => {
  await endChain(testEnv, second)
  expect(await told()).toEqual([])
})

it("an authoriser who comes back through another app is back, and the loss of one of two apps is no alert", async () => {
  await endChain(testEnv, first)
  expect(await told()).toEqual([RUNS])
  const xeroAppId = await addSecondApp(testEnv)
  const back = await testEnv.consent({ reconnect: tenantId, choose: "mapleFlorist", xeroAppId })
  expect(await told()).toEqual([
    "tenant.first_authoriser_back: First authoriser back: Maple Florist",
  ])
  const { xeroAppId: firstAppId } = testEnv.keeper
  await testEnv.consent({ reconnect: tenantId, choose: "continue", xeroAppId: firstAppId })
  await preferAuthoriser(testEnv.keeper, testEnv.memberId, { tenantId, grantId: back.grantId })
  await endChain(testEnv, back.grantId)
  expect(await told()).toEqual([])
})

it("the alert ends when a member puts the second first, or removes the first", async () => {
  const { keeper, memberId } = testEnv
  await endChain(testEnv, first)
  await told()
  await preferAuthoriser(keeper, memberId, { tenantId, grantId: second })
  expect(await told()).toEqual(["alert.closed: Settled: Maple Florist"])
  await preferAuthoriser(keeper, memberId, { tenantId, grantId: first })
  expect(await told()).toEqual([RUNS])
  await removeAuthoriser(keeper, memberId, { tenantId, grantId: first })
  expect(await told()).toEqual(["alert.closed: Settled: Maple Florist"])
})
