import { afterAll, expect, it } from "vitest"
import { closeIncident, openIncident } from "@/keeper/incidents/incident"
import { startServiceTestEnv } from "@/keeper/testing/service-test-env"
import {
  askToken,
  createTestService,
  expireToken,
  formOf,
  openDoor,
} from "@/keeper/testing/services"
import { TENANTS } from "@/sandbox/seed"

const { testEnv, door, asked } = await startServiceTestEnv()
afterAll(() => testEnv.close())

it("a token that still lives is handed out with a warning, then 503 with Retry-After, and it heals", async () => {
  const { grantId } = await testEnv.db.connection.findFirstOrThrow({
    where: { tenantId: TENANTS.sakura },
  })
  const live = { ...formOf(await createTestService(testEnv)), resource: TENANTS.sakura }
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await expireToken(testEnv, door, { tenantId: TENANTS.sakura, inSeconds: 120 })
  const warned = await askToken(door, live)
  expect(warned.status).toBe(200)
  expect(warned.body.expires_in).toBeLessThanOrEqual(120)
  expect(warned.body.warnings).toEqual([
    { code: "xero_not_answering", reason: "refresh", detail: expect.any(String) },
    { code: "short_lived", reason: "not_renewed", detail: expect.any(String) },
  ])
  await expireToken(testEnv, door, { tenantId: TENANTS.sakura, inSeconds: 0 })
  const { status, headers, body } = await askToken(door, live)
  expect([status, body.error]).toEqual([503, "temporarily_unavailable"])
  expect(Number(headers.get("retry-after"))).toBeGreaterThanOrEqual(1)
  await testEnv.control.clearFaults()
  await testEnv.db.grant.update({ where: { id: grantId }, data: { nextAttemptAt: null } })
  const healed = await askToken(door, live)
  expect(healed.status).toBe(200)
  expect(healed.body.warnings).toBeUndefined()
})

it("a token that lives too short is refreshed first, once for all who ask", async () => {
  await expireToken(testEnv, door, { tenantId: TENANTS.mapleFlorist, inSeconds: 400 })
  const before = (await testEnv.control.state()).counters.totalTokenRequests
  expect((await askToken(door, asked)).body.expires_in).toBeLessThanOrEqual(400)
  const longer = { ...asked, minimum_seconds: "1500" }
  const answers = await Promise.all(Array.from({ length: 20 }, () => askToken(door, longer)))
  expect(answers.every(({ body }) => Number(body.expires_in) >= 1_500)).toBe(true)
  expect((await testEnv.control.state()).counters.totalTokenRequests - before).toBe(1)
})

it("a copied database hands out nothing", async () => {
  const { guard } = testEnv.keeper
  const copy = await openDoor(testEnv, {
    keeper: { ...testEnv.keeper, guard: { ...guard, isCopy: () => true } },
  })
  const { status, body, headers } = await askToken(copy, asked)
  expect([status, body.error]).toEqual([503, "temporarily_unavailable"])
  expect(headers.get("retry-after")).toBeTruthy()
  await copy.close()
})

it("a token shorter than asked for is handed out with a warning, whatever kept it from being renewed", async () => {
  await expireToken(testEnv, door, { tenantId: TENANTS.mapleFlorist, inSeconds: 120 })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "nextAttemptAt" = clock_timestamp() + interval '1 hour'
    WHERE "id" = (SELECT "grantId" FROM "Connection" WHERE "tenantId" = ${TENANTS.mapleFlorist}::uuid)`
  const { status, body } = await askToken(door, asked)
  expect([status, body.warnings]).toEqual([
    200,
    [{ code: "short_lived", reason: "not_renewed", detail: expect.any(String) }],
  ])
  const enough = await askToken(door, { ...asked, minimum_seconds: "60" })
  expect(enough.body.warnings).toBeUndefined()
  await testEnv.db.grant.updateMany({ data: { nextAttemptAt: null } })
})

it("while an incident is open, a chain that fails is warned of as of the next look at the rows, and no longer once it is over", async () => {
  await expireToken(testEnv, door, { tenantId: TENANTS.mapleFlorist, inSeconds: 3_600 })
  const unheard = await openDoor(testEnv, { listen: false })
  const doors = [door, unheard]
  const reasons = async () => {
    await Promise.all(doors.map(({ context }) => context.feed.settle()))
    const replies = await Promise.all(doors.map((one) => askToken(one, asked)))
    return replies.map(({ body }) => body.warnings)
  }
  const told = [{ code: "xero_not_answering", reason: "incident", detail: expect.any(String) }]
  const grants = { connections: { some: { tenantId: TENANTS.mapleFlorist } } }
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  expect(await reasons()).toEqual([undefined, undefined])
  await testEnv.db.grant.updateMany({ where: grants, data: { failures: 1 } })
  expect(await reasons()).toEqual([told, told])
  await testEnv.db.$transaction((tx) => closeIncident(tx, "xero_trouble"))
  const own = [{ ...told[0], reason: "refresh" }]
  expect(await reasons()).toEqual([own, own])
  await testEnv.db.grant.updateMany({ where: grants, data: { failures: 0 } })
  expect(await reasons()).toEqual([undefined, undefined])
  await unheard.close()
})
