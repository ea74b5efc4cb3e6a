import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv
let door: Door
beforeAll(async () => {
  testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
  door = await openDoor(testEnv)
})
afterAll(() => testEnv.close())

it("the one organisation that there is need not be named, and is known without asking the database until there are two", async () => {
  const service = await createTestService(testEnv)
  const form = formOf(service)
  expect((await askToken(door, form)).body.tenant_id).toBe(TENANTS.mapleFlorist)
  const reaches = { tenantIds: null }
  await vi.waitFor(async () => {
    await door.context.onlyTenant.find(reaches)
    expect(door.context.onlyTenant.find(reaches)).toBe(TENANTS.mapleFlorist)
  })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await vi.waitFor(async () => {
    expect((await askToken(door, form)).body.error).toBe("invalid_target")
  })
})
