import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { createSingleFlight } from "@/keeper/single-flight"
import {
  beginChain,
  countRefreshRequests,
  isAlive,
  startChainTestEnv,
  untilPresented,
} from "@/keeper/testing/chain-test-env"
import type { TestEnv } from "@/keeper/testing/start-test-env"
import { SANDBOX_CLIENT } from "@/sandbox/seed"

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

async function expireTokenSet(): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "TokenSet" SET "accessTokenExpiresAt" = clock_timestamp() - interval '1 second'
    WHERE "grantId" = ${grantId}::uuid`
}

async function readGrant() {
  return testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
}

describe("refreshGrant", () => {
  it("appends a token set, points at it, and leaves the old one sealed and presented once", async () => {
    const before = await readGrant()
    expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
    const after = await readGrant()
    expect(after.rotation).toBe(before.rotation + 1)
    expect(after.currentTokenSetId).not.toBe(before.currentTokenSetId)
    const parent = await testEnv.db.tokenSet.findUniqueOrThrow({
      where: { id: before.currentTokenSetId ?? "" },
      select: { presentations: true, confirmedAt: true, refreshTokenSealed: true },
    })
    expect(parent.presentations).toBe(1)
    expect(parent.confirmedAt).not.toBeNull()
    expect(parent.refreshTokenSealed).toMatch(/^eyJ/)
  })

  it("sends 1 request for 50 uses of an expired token over two keepers, and all get the same live token", async () => {
    const second = await testEnv.openAnother()
    // A lease as long as with Xero: nobody may take over while the first is at it.
    testEnv.keeper.timings.lease = second.timings.lease = 60_000
    await expireTokenSet()
    const before = await countRefreshRequests(testEnv)
    await testEnv.control.addFault({
      target: "token",
      kind: "delay-before",
      delayInMilliseconds: 300,
      times: 1,
    })
    const uses = Array.from({ length: 50 }, (_, index) =>
      liveAccessToken(index % 2 === 0 ? testEnv.keeper : second, grantId, 300),
    )
    const results = await Promise.all(uses)
    testEnv.keeper.timings.lease = 60
    expect((await countRefreshRequests(testEnv)) - before).toBe(1)
    const tokens = new Set(results.map((one) => (one.kind === "live" ? one.accessToken : one.kind)))
    expect(tokens.size).toBe(1)
    expect(results.every((one) => one.kind === "live" && one.secondsLeft > 1_000)).toBe(true)
  })

  it.each(["H1", "H2", "H3", "H4", "H6"] as const)(
    "keeps the chain when the answer is dropped after rotating, under %s",
    async (graceVariant) => {
      await testEnv.control.setOptions({ graceVariant })
      await testEnv.control.addFault({ target: "token", kind: "drop-after", times: 1 })
      expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({
        kind: "trouble",
        trouble: "unknown",
      })
      expect((await readGrant()).failingSince).not.toBeNull()
      expect(await chainIsAlive()).toBe(true)
      const grant = await readGrant()
      expect(grant.failingSince).toBeNull()
      expect(grant.confirmationsDue).toBe(2)
      expect(await chainIsAlive()).toBe(true)
      expect((await readGrant()).confirmationsDue).toBe(1)
    },
  )

  it.each([
    ["500", { kind: "status", status: 500 }, "unknown"],
    ["503", { kind: "status", status: 503 }, "unknown"],
    ["429", { kind: "status", status: 429, headers: { "retry-after": "0" } }, "throttled"],
    ["an HTML 403", { kind: "html403" }, "throttled"],
    ["garbage", { kind: "garbage" }, "unknown"],
    ["a timeout", { kind: "delay-before", delayInMilliseconds: 2_500 }, "unknown"],
    ["a cut before", { kind: "drop-before" }, "unknown"],
  ] as const)(
    "ends nothing on %s, serves the still-live token, and recovers",
    async (_, fault, trouble) => {
      await testEnv.control.setOptions({ graceVariant: "H2" })
      await testEnv.control.addFault({ target: "token", times: 1, ...fault })
      const served = await liveAccessToken(testEnv.keeper, grantId, 1_790 + 60)
      expect(served).toMatchObject({ kind: "live", warning: { kind: "trouble", trouble } })
      expect(await readGrant()).toMatchObject({ state: "active", lastOutcome: trouble })
      expect(await chainIsAlive()).toBe(true)
      expect(await readGrant()).toMatchObject({
        state: "active",
        lastOutcome: "ok",
        failingSince: null,
      })
    },
  )

  it("takes invalid_client as one fault of the app, touches no grant, and ends it by itself", async () => {
    await testEnv.control.setSecrets(["rotated-by-somebody"])
    const result = await refreshGrant(testEnv.keeper, grantId)
    expect(result).toEqual({ kind: "trouble", trouble: "app_fault" })
    expect(await readGrant()).toMatchObject({ state: "active", failingSince: null, strikes: 0 })
    const app = await testEnv.db.xeroApp.findFirstOrThrow({ where: { current: true } })
    expect(app.faultCode).toBe("invalid_client")
    await testEnv.control.setSecrets([SANDBOX_CLIENT.clientSecret])
    expect(await chainIsAlive()).toBe(true)
    const healed = await testEnv.db.xeroApp.findFirstOrThrow({ where: { current: true } })
    expect(healed.faultSince).toBeNull()
  })

  it("sends nothing when the vault fails its probe", async () => {
    const before = await countRefreshRequests(testEnv)
    const broken = {
      ...testEnv.keeper,
      refreshing: createSingleFlight(),
      vault: { ...testEnv.keeper.vault, probe: async () => false },
    }
    expect(await refreshGrant(broken, grantId)).toEqual({ kind: "not_ready" })
    expect(await countRefreshRequests(testEnv)).toBe(before)
  })

  it("lets a refresh of the old chain write only to its own rows after a new consent", async () => {
    await testEnv.control.setOptions({ supersede: false, graceVariant: "H2" })
    await testEnv.control.addFault({
      target: "token",
      grantType: "refresh_token",
      kind: "delay-after",
      delayInMilliseconds: 500,
      times: 1,
    })
    const old = refreshGrant(testEnv.keeper, grantId)
    await untilPresented(testEnv, grantId)
    await testEnv.consent({ choose: "continue" })
    const fresh = await readGrant()
    await old
    const after = await readGrant()
    expect(after.currentTokenSetId).toBe(fresh.currentTokenSetId)
    expect(after.chain).toBe(fresh.chain)
    expect(await chainIsAlive()).toBe(true)
    await testEnv.control.setOptions({ supersede: true })
  })
})
