import { beforeAll, expect, it, vi } from "vitest"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let door: Door
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
})

it("the one organisation that there is need not be named, and is known without asking the database until there are two", async () => {
  const service = await createTestService(testEnv)
  const form = formOf(service)
  expect((await askToken(door, form)).body.tenant_id).toBe(TENANTS.mapleFlorist)
  const reaches = { tenantIds: null }
  await vi.waitFor(async () => {
    await door.context.onlyTenant.find(reaches)
    expect(door.context.onlyTenant.find(reaches)).toBe(TENANTS.mapleFlorist)
  }, 20_000)
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await vi.waitFor(async () => {
    expect((await askToken(door, form)).body.error).toBe("invalid_target")
  }, 20_000)
})
