import { randomBytes } from "node:crypto"
import { afterEach, beforeEach, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { refreshTokenPlace } from "@/keeper/grants/seal-token-set"
import { settleIncidents } from "@/keeper/incidents/settle-incidents"
import { listReceived, makeSweepDue, startAlertTestEnv } from "@/keeper/testing/alert-test-env"
import { listStandings } from "@/keeper/testing/crowd"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import type { Receiver } from "@/keeper/testing/webhook-receiver"
import { createVault } from "@/keeper/vault/vault"
import { TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv
let receiver: Receiver
let secret: string
let close: () => Promise<void>
let grantIds: string[]

beforeEach(async () => {
  ;({ testEnv, receiver, secret, close } = await startAlertTestEnv())
  const maple = await testEnv.consent({ choose: "mapleFlorist" })
  const soens = await testEnv.consent({ as: "bjorn", choose: "soens" })
  grantIds = [maple.grantId, soens.grantId]
})
afterEach(() => close())

async function told(): Promise<string[]> {
  await makeSweepDue(testEnv)
  return listReceived(testEnv, receiver, secret)
}

async function refreshAll(): Promise<string[]> {
  const results: string[] = []
  for (const grantId of grantIds)
    results.push((await refreshGrant(testEnv.keeper, grantId, { asked: true })).kind)
  return results
}

/** Changes what is stored of each chain's refresh token; returns how to put it back. */
async function store(make: (tokenSetId: string) => Promise<string>): Promise<() => Promise<void>> {
  const sets = await testEnv.db.tokenSet.findMany({
    select: { id: true, refreshTokenSealed: true },
  })
  const put = async (id: string, refreshTokenSealed: string | null) => {
    await testEnv.db.tokenSet.update({ where: { id }, data: { refreshTokenSealed } })
  }
  for (const { id } of sets) await put(id, await make(id))
  return async () => {
    for (const one of sets) await put(one.id, one.refreshTokenSealed)
  }
}

async function sealElsewhere(tokenSetId: string): Promise<string> {
  const { id: installationId } = await testEnv.db.installation.findFirstOrThrow()
  const keys = [{ keyId: "k9", bytes: randomBytes(32) }]
  return createVault({ keys, installationId }).seal("x", refreshTokenPlace(tokenSetId))
}

it("tells once of each damaged sign-in, and of its end once it was consented to anew", async () => {
  await store(async () => "cut")
  expect(await refreshAll()).toEqual(["shut", "shut"])
  expect(await listStandings(testEnv)).toEqual(Array(2).fill("reconnect_needed:damaged"))
  const news = await told()
  expect(news.sort()).toEqual([
    "grant.reconnect_needed: Reconnect needed: Maple Florist",
    expect.stringMatching(/^grant.reconnect_needed: /),
  ])
  const [alert] = await testEnv.db.alertDelivery.findMany({ select: { message: true } })
  expect(JSON.stringify(alert)).toContain("cannot be opened")
  await refreshAll()
  expect(await told()).toEqual([])
  await testEnv.consent({ choose: "continue", reconnect: TENANTS.mapleFlorist })
  expect(await told()).toEqual(["grant.reconnected: Reconnected: Maple Florist"])
})

it("tells of a missing key once for all its sign-ins, and of its end once all open again", async () => {
  const putBack = await store(sealElsewhere)
  expect(await refreshAll()).toEqual(["shut", "shut"])
  expect(await listStandings(testEnv)).toEqual(Array(2).fill("paused:key_missing"))
  await settleIncidents(testEnv.keeper)
  expect(await told()).toEqual(["incident.opened: A sealing key is missing"])
  const incident = await testEnv.db.incident.findFirstOrThrow()
  expect(incident).toMatchObject({ kind: "key_missing", closedAt: null, detail: { keyId: "k9" } })
  await putBack()
  await refreshGrant(testEnv.keeper, grantIds[0] ?? "", { asked: true })
  await settleIncidents(testEnv.keeper)
  expect(await told()).toEqual([])
  await refreshAll()
  await settleIncidents(testEnv.keeper)
  expect(await told()).toEqual(["incident.closed: Over: every stored sign-in can be opened again"])
  expect(await listStandings(testEnv)).toEqual(["healthy:ok", "healthy:ok"])
})
