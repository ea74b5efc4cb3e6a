import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { type SandboxControl, sandboxControl } from "@/sandbox/control"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"
import { type RunningSandbox, startSandbox } from "@/sandbox/start-sandbox"
import { connect, refresh } from "@/sandbox/testing/app-client"
import type { GraceVariant } from "@/sandbox/world/switches"

const GRACE = 30 * 60
const SIXTY_DAYS = 60 * 24 * 60 * 60

let sandbox: RunningSandbox
let control: SandboxControl
beforeAll(async () => {
  sandbox = await startSandbox()
  control = sandboxControl(sandbox.apiUrl)
})
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

async function startChain(graceVariant: GraceVariant = "H2"): Promise<string> {
  await control.setOptions({ graceVariant })
  return startChainAgain()
}

async function startChainAgain(): Promise<string> {
  const { connections } = await control.state()
  const choose = connections.length > 0 ? "continue" : TENANTS.mapleFlorist
  const { body } = await connect(sandbox, { xeroUserId: XERO_USERS.alice, choose })
  return String(body.refresh_token)
}

async function rotate(refreshToken: string): Promise<string> {
  const { status, body } = await refresh(sandbox, refreshToken)
  expect({ status, error: body.error }).toEqual({ status: 200, error: undefined })
  return String(body.refresh_token)
}

async function expectRefused(refreshToken: string): Promise<void> {
  const { status, body } = await refresh(sandbox, refreshToken)
  expect({ status, body }).toEqual({ status: 400, body: { error: "invalid_grant" } })
}

describe("the parent of a refresh", () => {
  test.each(["H1", "H2", "H3", "H6"] as const)(
    "works again until 30 minutes after its first use, then not (%s)",
    async (variant) => {
      const parent = await startChain(variant)
      await control.setClock(1000)
      await rotate(parent)
      await control.setClock(1000 + GRACE - 5)
      await rotate(parent)
      await control.setClock(1000 + GRACE + 1)
      await expectRefused(parent)
    },
  )

  test("has the grace of its first use: replays do not prolong it", async () => {
    const parent = await startChain()
    await rotate(parent)
    await control.setClock(GRACE - 60)
    await rotate(parent)
    await control.setClock(GRACE + 60)
    await expectRefused(parent)
  })
})

describe("a replay inside the grace", () => {
  test("answers the same child under H1", async () => {
    const parent = await startChain("H1")
    const child = await rotate(parent)
    expect(await rotate(parent)).toBe(child)
    await rotate(child)
    expect(await rotate(parent)).toBe(child)
  })

  test("answers a sibling under H2, and every sibling stays good", async () => {
    const parent = await startChain("H2")
    const siblings = [await rotate(parent), await rotate(parent), await rotate(parent)]
    expect(new Set(siblings).size).toBe(3)
    for (const sibling of siblings) await rotate(sibling)
  })

  test("answers a sibling under H3, and earlier siblings die", async () => {
    const parent = await startChain("H3")
    const first = await rotate(parent)
    const second = await rotate(parent)
    await expectRefused(first)
    await rotate(second)
  })

  test("leaves alone under H3 what a dead sibling was rotated into", async () => {
    const parent = await startChain("H3")
    const first = await rotate(parent)
    const grandchild = await rotate(first)
    const second = await rotate(parent)
    await expectRefused(first)
    await rotate(grandchild)
    await rotate(second)
  })

  test("is refused under H4 once a child has been used", async () => {
    const parent = await startChain("H4")
    const first = await rotate(parent)
    const second = await rotate(parent)
    await expectRefused(first)
    const grandchild = await rotate(second)
    await expectRefused(parent)
    await rotate(grandchild)
  })
})

describe("a replay outside the grace", () => {
  test.each(["H1", "H2", "H3", "H4"] as const)(
    "leaves the chain alive under %s",
    async (variant) => {
      const parent = await startChain(variant)
      const child = await rotate(parent)
      await control.setClock(GRACE + 60)
      await expectRefused(parent)
      await rotate(child)
    },
  )

  test("ends the whole chain under H6", async () => {
    const parent = await startChain("H6")
    const child = await rotate(parent)
    await control.setClock(GRACE + 60)
    await expectRefused(parent)
    await expectRefused(child)
    const { chains } = await control.state()
    expect(chains).toMatchObject([{ alive: false, endedReason: "replayed" }])
  })
})

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

  test("that nobody issued is refused", async () => {
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
  test("ends that user's older chains and nobody else's", async () => {
    const older = await startChain()
    const other = await connect(sandbox, { xeroUserId: XERO_USERS.bjorn, choose: TENANTS.soens })
    const newer = await startChainAgain()
    await expectRefused(older)
    await rotate(newer)
    await rotate(String(other.body.refresh_token))
  })

  test("leaves older chains alone when the sandbox does not supersede", async () => {
    await control.setOptions({ supersede: false })
    const older = await startChain()
    const newer = await startChainAgain()
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
