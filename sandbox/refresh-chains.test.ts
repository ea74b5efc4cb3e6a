import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { connect, refresh } from "@/sandbox/testing/app-client"
import { chainsOf } from "@/sandbox/testing/chains"

const SIXTY_DAYS = 60 * 24 * 60 * 60

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
const { startChain, rotate, expectRefused } = chainsOf(sandbox)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

describe("a refresh token", () => {
  test("dies after 60 days unused, and each rotation starts them anew", async () => {
    const parent = await startChain()
    await control.setClock(SIXTY_DAYS - 60)
    const child = await rotate(parent)
    await control.setClock(2 * SIXTY_DAYS - 180)
    const grandchild = await rotate(child)
    await control.setClock(3 * SIXTY_DAYS)
    await expectRefused(grandchild)
    expect(await control.isAlive(grandchild)).toBe(false)
  })

  test("that was never issued is refused", async () => {
    await startChain()
    await expectRefused("A".repeat(43))
  })

  test("of a chain that a test killed is refused", async () => {
    const parent = await startChain()
    const child = await rotate(parent)
    expect(await control.killChain(XERO_USERS.alice)).toEqual({ ended: 1 })
    await expectRefused(child)
    await expectRefused(parent)
  })

  test("can be asked after without being used", async () => {
    const parent = await startChain()
    expect(await control.isAlive(parent)).toBe(true)
    expect(await control.isAlive(parent)).toBe(true)
    const { chains } = await control.state()
    expect(chains[0]?.refreshTokens).toMatchObject([{ presentations: 0, firstUsedAt: null }])
    expect(await control.isAlive("B".repeat(43))).toBe(false)
  })
})

describe("a new consent of the same Xero user", () => {
  test("ends that user's older chains and no others", async () => {
    const older = await startChain()
    const other = await connect(sandbox, { xeroUserId: XERO_USERS.bjorn, choose: TENANTS.soens })
    const newer = await startChain()
    await expectRefused(older)
    await rotate(newer)
    await rotate(String(other.body.refresh_token))
  })

  test("leaves older chains alone when the sandbox does not supersede", async () => {
    await control.setOptions({ supersede: false })
    const older = await startChain()
    const newer = await startChain()
    await rotate(older)
    await rotate(newer)
  })
})

test("the state counts what was presented, by fingerprint", async () => {
  const parent = await startChain()
  const child = await rotate(parent)
  await rotate(parent)
  const state = await control.state()
  const [chain] = state.chains
  expect(
    chain?.refreshTokens.map(({ generation, presentations }) => [generation, presentations]),
  ).toEqual([
    [0, 2],
    [1, 0],
    [1, 0],
  ])
  const fingerprints = chain?.refreshTokens.map(({ fingerprint }) => fingerprint) ?? []
  expect(fingerprints.every((fingerprint) => /^[0-9a-f]{16}$/.test(fingerprint))).toBe(true)
  expect(state.counters.tokenRequests).toMatchObject([
    { grantType: "authorization_code", outcome: "ok" },
    { grantType: "refresh_token", outcome: "ok", fingerprint: fingerprints[0] },
    { grantType: "refresh_token", outcome: "ok", fingerprint: fingerprints[0] },
  ])
  expect(JSON.stringify(state)).not.toContain(parent)
  expect(JSON.stringify(state)).not.toContain(child)
})

test("lifetimes can be set while it runs", async () => {
  await control.setOptions({
    graceInSeconds: 10,
    refreshTokenInSeconds: 100,
    accessTokenInSeconds: 60,
  })
  const parent = await startChain()
  const { body } = await refresh(sandbox, parent)
  expect(body.expires_in).toBe(60)
  await control.setClock(11)
  await expectRefused(parent)
  await control.setClock(101)
  await expectRefused(String(body.refresh_token))
})
