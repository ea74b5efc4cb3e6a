import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { beginAppFault } from "@/keeper/grants/app-fault"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { closeIncident, openIncident } from "@/keeper/incidents/incident"
import {
  beginChain,
  isAlive,
  startChainTestEnv,
  untilPresented,
} from "@/keeper/testing/chain-test-env"
import type { TestEnv } from "@/keeper/testing/start-test-env"

let testEnv: TestEnv
let grantId: string

beforeAll(async () => {
  testEnv = await startChainTestEnv()
})
afterAll(() => testEnv.close())
beforeEach(async () => {
  grantId = await beginChain(testEnv)
})

const chainIsAlive = () => isAlive(testEnv.keeper, grantId)

async function readGrant() {
  return testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
}

describe("the invalid_grant ladder", () => {
  it("asks again on invalid_grant before it ends the grant, and a spurious one ends nothing", async () => {
    const fault = {
      target: "token",
      kind: "body",
      status: 400,
      body: '{"error":"invalid_grant"}',
    } as const
    await testEnv.control.addFault({ ...fault, times: 1 })
    expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "questioned" })
    expect(await readGrant()).toMatchObject({ state: "active", strikes: 1 })
    expect(await chainIsAlive()).toBe(true)
    expect(await readGrant()).toMatchObject({ state: "active", strikes: 0 })
  })

  it("ends the grant as refused once every rung was refused again and again, keeping its ciphertext", async () => {
    await testEnv.control.killChain((await readGrant()).xeroUserId)
    const seen: string[] = []
    for (let round = 0; round < 6; round += 1) {
      seen.push((await refreshGrant(testEnv.keeper, grantId)).kind)
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    expect(seen).toEqual(["questioned", "questioned", "questioned", "ended", "ended", "ended"])
    expect(await readGrant()).toMatchObject({ state: "ended", endedReason: "refused" })
    const kept = await testEnv.db.tokenSet.count({
      where: { grantId, refreshTokenSealed: { not: null } },
    })
    expect(kept).toBeGreaterThan(0)
  })

  it("finds a sibling that was stored but never presented when the current one is refused (H3)", async () => {
    await testEnv.control.setOptions({ graceVariant: "H3" })
    const paused = await testEnv.openAnother()
    await testEnv.control.addFault({
      target: "token",
      kind: "delay-after",
      delayInMilliseconds: 1_200,
      times: 1,
    })
    // The first keeper's answer is late, its lease runs out (60 ms), the second presents the same parent.
    const late = refreshGrant(paused, grantId)
    await untilPresented(testEnv, grantId)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await refreshGrant(testEnv.keeper, grantId, { asked: true })).toEqual({
      kind: "refreshed",
    })
    await late
    expect((await readGrant()).confirmationsDue).toBe(2)
    expect(await chainIsAlive()).toBe(true)
    expect(await chainIsAlive()).toBe(true)
  })

  it("gives no strike while Xero is in trouble, and goes on counting afterwards", async () => {
    await testEnv.control.killChain((await readGrant()).xeroUserId)
    await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
    for (let round = 0; round < 5; round += 1) {
      expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "questioned" })
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    expect(await readGrant()).toMatchObject({ state: "active", strikes: 0, failingSince: null })
    await testEnv.db.$transaction((tx) => closeIncident(tx, "xero_trouble"))
    await refreshGrant(testEnv.keeper, grantId)
    expect(await readGrant()).toMatchObject({ state: "active", strikes: 1 })
  })

  it("takes invalid_grant for proof that Xero knows the app", async () => {
    await testEnv.control.killChain((await readGrant()).xeroUserId)
    await testEnv.db.$transaction((tx) =>
      beginAppFault(tx, {
        xeroAppId: testEnv.keeper.xeroAppId,
        code: "invalid_client",
        probeInMilliseconds: 0,
      }),
    )
    expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "questioned" })
    expect(await testEnv.db.incident.count({ where: { closedAt: null } })).toBe(0)
  })

  it("spends an app's probe on nobody who has to wait anyway", async () => {
    await testEnv.db.$executeRaw`
      UPDATE "Grant" SET "nextAttemptAt" = clock_timestamp() + interval '1 minute' WHERE "id" = ${grantId}::uuid`
    await testEnv.db.$executeRaw`
      UPDATE "XeroApp" SET "faultSince" = clock_timestamp(), "faultProbeDueAt" = clock_timestamp() - interval '1 second'`
    expect(await refreshGrant(testEnv.keeper, grantId)).toMatchObject({ kind: "waiting" })
    const [app] = await testEnv.db.$queryRaw<{ due: boolean }[]>`
      SELECT "faultProbeDueAt" < clock_timestamp() AS "due" FROM "XeroApp"`
    expect(app).toEqual({ due: true })
  })
})
