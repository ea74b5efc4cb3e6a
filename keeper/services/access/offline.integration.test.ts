import { expect, it, vi } from "vitest"
import { openDatabaseProxy } from "@/keeper/testing/database-proxy"
import {
  askToken,
  createTestService,
  expireToken,
  formOf,
  openDoor,
} from "@/keeper/testing/services"
import { startTestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

it("live tokens are handed out while the database is away, then none, then all again", async () => {
  const testEnv = await startTestEnv()
  const proxy = await openDatabaseProxy(testEnv.url)
  const keeper = await testEnv.openAnother({ DATABASE_URL: proxy.url })
  const door = await openDoor(testEnv, { keeper, databaseUrl: proxy.url })
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  const form = formOf(await createTestService(testEnv))
  const known = { ...form, resource: TENANTS.mapleFlorist }
  expect((await askToken(door, known)).status).toBe(200)
  // The consents are seen once more by the next look, and with them what they changed is forgotten.
  await door.context.feed.settle()
  expect((await askToken(door, known)).status).toBe(200)

  proxy.shut()
  await vi.waitUntil(() => !door.context.feed.isFresh(), 20_000)
  expect((await askToken(door, known)).status).toBe(200)
  // Never fetched by this service before: it cannot be written down, so it is not handed out.
  expect((await askToken(door, { ...form, resource: TENANTS.sakura })).status).toBe(503)
  const wrong = await askToken(door, { ...known, client_secret: "tnt_x" })
  expect(wrong.status).toBe(401)
  // The ten minutes are over.
  Object.assign(door.context, { offlineInMilliseconds: 1_000 })
  const late = await askToken(door, known)
  expect([late.status, late.body.error]).toEqual([503, "temporarily_unavailable"])
  expect(late.headers.get("retry-after")).toBeTruthy()

  proxy.reopen()
  await vi.waitFor(() => expect(door.context.feed.isFresh()).toBe(true), { timeout: 20_000 })
  expect((await askToken(door, known)).status).toBe(200)
  await door.context.flush()
  const { _sum } = await testEnv.db.tokenFetch.aggregate({ _sum: { fetches: true } })
  expect(_sum.fetches).toBe(4)
  expect(await testEnv.db.serviceDenial.count({ where: { reason: "malformed" } })).toBe(1)
  await door.close()
  await proxy.close()
  await testEnv.close()
})

it.each([
  ["is away", "shut"],
  ["swallows what it is asked", "hold"],
] as const)(
  "while the database %s, a token too short for what is asked is handed out with a warning",
  async (_, cut) => {
    const testEnv = await startTestEnv()
    const proxy = await openDatabaseProxy(testEnv.url)
    const keeper = await testEnv.openAnother({ DATABASE_URL: proxy.url })
    const door = await openDoor(testEnv, { keeper, databaseUrl: proxy.url })
    await testEnv.consent({ choose: "mapleFlorist" })
    const form = { ...formOf(await createTestService(testEnv)), resource: TENANTS.mapleFlorist }
    await askToken(door, { ...form, minimum_seconds: "60" })
    await expireToken(testEnv, door, { tenantId: TENANTS.mapleFlorist, inSeconds: 200 })
    await door.context.feed.settle()
    expect((await askToken(door, { ...form, minimum_seconds: "60" })).status).toBe(200)
    expect(door.context.tokens.peek(TENANTS.mapleFlorist)).toBeDefined()

    proxy[cut]()
    const warned = [{ code: "short_lived", reason: "not_renewed", detail: expect.any(String) }]
    for (let n = 0; n < 2; n += 1) {
      const { status, body } = await askToken(door, form)
      expect([status, body.warnings]).toEqual([200, warned])
    }
    const startedAt = performance.now()
    const none = await askToken(door, { ...form, resource: TENANTS.sakura })
    expect([none.status, none.body.error_description]).toEqual([
      503,
      expect.stringContaining("cannot read its database"),
    ])
    // Web asks another keeper then.
    expect(none.headers.get("connection")).toBe("close")
    expect(performance.now() - startedAt).toBeLessThan(15_000)

    proxy.reopen()
    await vi.waitFor(() => expect(door.context.feed.isFresh()).toBe(true), 20_000)
    expect((await askToken(door, form)).body.warnings).toBeUndefined()
    await door.close()
    await proxy.close()
    await testEnv.close()
  },
  60_000,
)
