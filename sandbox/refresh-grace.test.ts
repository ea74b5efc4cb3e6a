import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { sandboxControl } from "@/sandbox/control"
import { XERO_USERS } from "@/sandbox/seed"
import { startSandbox } from "@/sandbox/start-sandbox"
import { chainsOf } from "@/sandbox/testing/chains"

const GRACE = 30 * 60

const sandbox = await startSandbox()
const control = sandboxControl(sandbox.apiUrl)
const { startChain, rotate, expectRefused } = chainsOf(sandbox)
beforeEach(() => control.reset())
afterAll(() => sandbox.close())

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

test("a chain that was seeded with a variant keeps to it, whatever the others have", async () => {
  await control.setOptions({ graceVariant: "H2" })
  const scopes = ["openid", "offline_access"]
  const { chains } = await control.seed({
    chains: [
      { xeroUserId: XERO_USERS.alice, scopes, graceVariant: "H1" },
      { xeroUserId: XERO_USERS.bjorn, scopes, graceVariant: "H3" },
      { xeroUserId: XERO_USERS.taro, scopes },
    ],
  })
  const [one = "", other = "", another = ""] = chains.map((chain) => chain.refreshToken)
  expect(await rotate(one)).toBe(await rotate(one))
  const first = await rotate(other)
  await rotate(other)
  await expectRefused(first)
  const sibling = await rotate(another)
  await rotate(another)
  await rotate(sibling)
})
