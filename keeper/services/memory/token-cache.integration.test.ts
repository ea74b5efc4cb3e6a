import { beforeAll, expect, it } from "vitest"
import { createTokenCache } from "@/keeper/services/memory/token-cache"
import { type Door, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  door = await openDoor(testEnv)
})

it("holds no more opened tokens than it has room for, and never serves a dropped one", async () => {
  await door.context.feed.settle()
  const cache = createTokenCache(testEnv.keeper, door.context.feed, 2)
  const first = await cache.read(TENANTS.mapleFlorist)
  for (const tenantId of [TENANTS.sakura, TENANTS.palmCafe]) {
    expect((await cache.read(tenantId))?.token?.accessToken).toEqual(expect.stringMatching(/^eyJ/))
    cache.forgetTenant(tenantId)
  }
  expect(cache.size().tokens).toBe(2)
  expect(cache.peek(TENANTS.mapleFlorist)).toBeUndefined()
  expect(first?.token?.accessToken).toBeNull()
})
