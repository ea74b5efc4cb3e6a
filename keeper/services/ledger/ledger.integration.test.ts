import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, expect, it } from "vitest"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { createLedger } from "@/keeper/services/ledger/ledger"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { askToken, createTestService, type Door, formOf, openDoor } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let doors: Door[]
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "bjorn", choose: "soens" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  doors = [
    await openDoor(testEnv),
    await openDoor(testEnv, { keeper: await testEnv.openAnother() }),
  ]
})

function pick<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length]
  if (one === undefined) throw new Error("nothing to pick from")
  return one
}

it("1,000 interleaved calls of two services while refreshes go on: each gets its own tenants' tokens, and every call is counted", async () => {
  const reaches = [
    [TENANTS.mapleFlorist, TENANTS.sakura],
    [TENANTS.soens, TENANTS.palmCafe],
  ]
  const services = await Promise.all(
    reaches.map((tenantIds) => createTestService(testEnv, { tenantIds })),
  )
  const connections = await testEnv.db.connection.findMany({
    select: { tenantId: true, grantId: true, grant: { select: { xeroUserId: true } } },
  })
  const ownerOf = new Map(connections.map((one) => [one.tenantId, one.grant.xeroUserId]))
  const wrong: unknown[] = []
  let calls = 0
  let refreshes = 0
  let done = false
  async function refreshOnAndOn(): Promise<void> {
    for (let n = 0; !done; n += 1) {
      const result = await refreshGrant(testEnv.keeper, pick(connections, n).grantId, {
        wait: true,
      })
      if (result.kind === "refreshed") refreshes += 1
      await sleep(20)
    }
  }
  async function call(n: number): Promise<void> {
    const side = n % 2
    const resource = pick(pick(reaches, side), n >> 1)
    // Every tenth asks for what is not its own.
    const foreign = n % 10 === 0
    const service = pick(services, foreign ? side + 1 : side)
    const { status, body } = await askToken(pick(doors, n >> 2), { ...formOf(service), resource })
    calls += 1
    if (foreign) {
      if (status !== 400) wrong.push({ n, status, body })
      return
    }
    const claims = JSON.parse(atob(String(body.access_token).split(".")[1] ?? ""))
    if (body.tenant_id !== resource || claims.xero_userid !== ownerOf.get(resource))
      wrong.push({ n, body })
  }
  const refreshing = refreshOnAndOn()
  for (let from = 0; from < 1_000; from += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, index) => call(from + index)))
  }
  done = true
  await refreshing
  expect(wrong).toEqual([])
  expect(refreshes).toBeGreaterThan(4)
  for (const door of doors) await door.context.flush()
  const { _sum } = await testEnv.db.tokenFetch.aggregate({ _sum: { fetches: true } })
  expect([calls, _sum.fetches]).toEqual([1_000, 900])
  expect(await testEnv.db.auditEvent.count({ where: { kind: "service.first_fetch" } })).toBe(4)
  const denied = await testEnv.db.serviceDenial.aggregate({ _sum: { denials: true } })
  expect(denied._sum.denials).toBe(100)
}, 60_000)

it("a fetch keeps its chain refreshed before the token ends", async () => {
  const { grantId } = await testEnv.db.connection.findFirstOrThrow({
    where: { tenantId: TENANTS.mapleFlorist },
  })
  const service = await createTestService(testEnv, { tenantIds: [TENANTS.mapleFlorist] })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "lastUsedAt" = NULL, "refreshDueAt" = clock_timestamp() + interval '20 hours'`
  const [door = pick(doors, 0)] = doors
  const fresh = await openDoor(testEnv)
  await askToken(fresh, formOf(service))
  await fresh.close()
  const grant = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
    select: { lastUsedAt: true, refreshDueAt: true, currentTokenSet: true },
  })
  const expiresAt = grant.currentTokenSet?.accessTokenExpiresAt.getTime() ?? 0
  expect(grant.lastUsedAt).not.toBeNull()
  expect(expiresAt - grant.refreshDueAt.getTime()).toBe(10 * 60 * 1_000)
  expect(door).toBeDefined()
  const secret = await testEnv.db.serviceSecret.findFirstOrThrow({
    where: { serviceId: service.clientId },
  })
  expect(secret.lastUsedAt).not.toBeNull()
})

it("a service that is gone does not delay the counts of others", async () => {
  const [door] = doors
  if (door === undefined) throw new Error("no door")
  const gone = await createTestService(testEnv, { tenantIds: [TENANTS.soens] })
  for (let n = 0; n < 2; n += 1) await askToken(door, formOf(gone))
  await emptyTables(testEnv.db, "Service")
  const service = await createTestService(testEnv, { tenantIds: [TENANTS.soens] })
  for (let n = 0; n < 2; n += 1) await askToken(door, formOf(service))
  await door.context.flush()
  const rows = await testEnv.db.tokenFetch.findMany({ select: { serviceId: true, fetches: true } })
  expect(rows).toEqual([{ serviceId: service.clientId, fetches: 2 }])
})

it("counts that cannot be written wait together, however often it is tried, and none is lost or written twice", async () => {
  const { clientId: serviceId } = await createTestService(testEnv)
  let isAway = true
  const sizes: number[] = []
  const write: typeof testEnv.db.$executeRaw = (query, ...values) => {
    sizes.push((values[0] as unknown[]).length)
    if (isAway) throw new Error("the database is away")
    return testEnv.db.$executeRaw(query, ...values)
  }
  const db = new Proxy(testEnv.db, {
    get: (target, name) => (name === "$executeRaw" ? write : Reflect.get(target, name)),
  })
  const today = new Date()
  let now = today
  const ledger = createLedger(db, { now: () => now })
  for (const tenantId of [TENANTS.soens, TENANTS.sakura]) {
    await ledger.countFirst({ serviceId, tenantId, address: "192.0.2.1" })
  }
  for (let n = 0; n < 4; n += 1) {
    ledger.count(serviceId, TENANTS.soens)
    ledger.count(serviceId, TENANTS.sakura)
    await expect(ledger.flush()).rejects.toThrow()
  }
  now = new Date(today.getTime() + 24 * 60 * 60 * 1_000)
  ledger.count(serviceId, TENANTS.soens)
  isAway = false
  await Promise.all([ledger.flush(), ledger.flush()])
  expect(sizes).toEqual([2, 2, 2, 2, 3])
  const rows = await testEnv.db.tokenFetch.findMany({
    where: { serviceId },
    orderBy: [{ day: "asc" }, { tenantId: "asc" }],
    select: { tenantId: true, fetches: true },
  })
  expect(rows.map((row) => row.fetches)).toEqual([5, 5, 1])
})
