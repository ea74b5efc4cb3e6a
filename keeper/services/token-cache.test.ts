import { afterAll, beforeAll, expect, it } from "vitest"
import { createTokenCache } from "@/keeper/services/token-cache"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { type Door, openDoor } from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

let stage: Stage
let door: Door
beforeAll(async () => {
  stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  await stage.consent({ as: "taro", choose: "sakura" })
  await stage.consent({ as: "zoe", choose: "palmCafe" })
  door = await openDoor(stage)
})
afterAll(async () => {
  await door.close()
  await stage.close()
})

it("holds no more opened tokens than it has room for, and what was dropped is served to nobody", async () => {
  await door.desk.feed.settle()
  const cache = createTokenCache(stage.keeper, door.desk.feed, 2)
  const first = await cache.read(TENANTS.mapleFlorist)
  for (const tenantId of [TENANTS.sakura, TENANTS.palmCafe]) {
    expect((await cache.read(tenantId))?.token?.accessToken).toEqual(expect.stringMatching(/^eyJ/))
    cache.forgetTenant(tenantId)
  }
  expect(cache.size().tokens).toBe(2)
  expect(cache.peek(TENANTS.mapleFlorist)).toBeUndefined()
  expect(first?.token?.accessToken).toBeNull()
})
