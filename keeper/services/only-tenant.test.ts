import { afterAll, beforeAll, expect, it, vi } from "vitest"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

let stage: Stage
let door: Door
beforeAll(async () => {
  stage = await openStage()
  await stage.consent({ choose: "mapleFlorist" })
  door = await openDoor(stage)
})
afterAll(async () => {
  await door.close()
  await stage.close()
})

it("the one organisation that there is need not be named, and is known without asking the database until there are two", async () => {
  const service = await createTestService(stage)
  const form = formOf(service)
  expect((await askToken(door, form)).body.tenant_id).toBe(TENANTS.mapleFlorist)
  const reaches = { tenantIds: null }
  await vi.waitFor(async () => {
    await door.desk.onlyTenant.find(reaches)
    expect(door.desk.onlyTenant.peek(reaches)).toBe(TENANTS.mapleFlorist)
  })
  await stage.consent({ as: "taro", choose: "sakura" })
  await vi.waitFor(async () => {
    expect((await askToken(door, form)).body.error).toBe("invalid_target")
  })
})
