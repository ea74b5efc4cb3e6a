import { setTimeout as sleep } from "node:timers/promises"
import { expect, it, vi } from "vitest"
import { openDatabaseProxy } from "@/keeper/testing/database-proxy"
import { openStage } from "@/keeper/testing/open-stage"
import { askToken, createTestService, formOf, openDoor } from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

it("live tokens are handed out while the database is away, then none, then all again", async () => {
  const stage = await openStage()
  const proxy = await openDatabaseProxy(stage.url)
  const keeper = await stage.openAnother({ DATABASE_URL: proxy.url })
  const door = await openDoor(stage, { keeper, databaseUrl: proxy.url })
  await stage.consent({ choose: "mapleFlorist" })
  await stage.consent({ as: "taro", choose: "sakura" })
  const form = formOf(await createTestService(stage))
  const known = { ...form, resource: TENANTS.mapleFlorist }
  expect((await askToken(door, known)).status).toBe(200)
  // The consents are seen once more by the next look, and with them what they changed is forgotten.
  await sleep(2_500)
  expect((await askToken(door, known)).status).toBe(200)

  proxy.shut()
  await sleep(3_000)
  expect((await askToken(door, known)).status).toBe(200)
  // Never fetched by this service before: it cannot be written down, so it is not handed out.
  expect((await askToken(door, { ...form, resource: TENANTS.sakura })).status).toBe(503)
  const wrong = await askToken(door, { ...known, client_secret: "tnt_x" })
  expect(wrong.status).toBe(401)
  // The ten minutes are over.
  Object.assign(door.desk, { offlineInMilliseconds: 1_000 })
  const late = await askToken(door, known)
  expect([late.status, late.body.error]).toEqual([503, "temporarily_unavailable"])
  expect(late.headers.get("retry-after")).toBeTruthy()

  proxy.reopen()
  await vi.waitFor(() => expect(door.desk.feed.isFresh()).toBe(true), { timeout: 20_000 })
  expect((await askToken(door, known)).status).toBe(200)
  await door.desk.flush()
  const { _sum } = await stage.db.tokenFetch.aggregate({ _sum: { fetches: true } })
  expect(_sum.fetches).toBe(4)
  expect(await stage.db.serviceDenial.count({ where: { reason: "malformed" } })).toBe(1)
  await door.close()
  await proxy.close()
  await stage.close()
})
