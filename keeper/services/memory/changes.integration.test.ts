import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { revokeGrant } from "@/keeper/grants/revoke-grant"
import { disconnectTenant } from "@/keeper/tenants/disconnect-tenant"
import {
  askToken,
  createTestService,
  type Door,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

const TENANT_A = TENANTS.mapleFlorist
const TENANT_B = TENANTS.sakura
let testEnv: TestEnv
let doors: Door[]
let unheard: Door
beforeAll(async () => {
  testEnv = await startTestEnv()
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  const other = await testEnv.openAnother()
  doors = [await openDoor(testEnv), await openDoor(testEnv, { keeper: other })]
  unheard = await openDoor(testEnv, { listen: false })
})
afterAll(async () => {
  for (const door of [...doors, unheard]) await door.close()
  await testEnv.close()
})

/** Every door has it in memory; then the change; the time until the last of them answers otherwise. */
async function untilAnswered(
  of: Door[],
  { service, resource, change, status }: Change,
): Promise<number> {
  const form = { ...formOf(service), resource }
  for (const door of of) expect((await askToken(door, form)).status).toBe(200)
  await change()
  const startedAt = performance.now()
  for (const door of of) await untilStatus(door, form, status)
  return performance.now() - startedAt
}

async function untilStatus(
  door: Door,
  form: Record<string, string>,
  status: number,
): Promise<void> {
  const startedAt = performance.now()
  while ((await askToken(door, form)).status !== status) {
    if (performance.now() - startedAt > 10_000) throw new Error("it never took effect")
    await sleep(10)
  }
}

const changes: [string, (service: TestService) => Change][] = [
  [
    "a service that was disabled",
    (service) => ({
      service,
      resource: TENANT_A,
      change: () => update(service, { disabledAt: new Date() }),
      status: 401,
    }),
  ],
  [
    "a service that lost an organisation",
    (service) => ({
      service,
      resource: TENANT_A,
      change: () =>
        testEnv.db.serviceAccess.deleteMany({
          where: { serviceId: service.clientId, tenantId: TENANT_A },
        }),
      status: 400,
    }),
  ],
  [
    "a secret that was removed",
    (service) => ({
      service,
      resource: TENANT_A,
      change: () => testEnv.db.serviceSecret.deleteMany({ where: { serviceId: service.clientId } }),
      status: 401,
    }),
  ],
  [
    "a service that is let in from nowhere",
    (service) => ({
      service,
      resource: TENANT_A,
      change: () => update(service, { networks: ["192.0.2.0/24"] }),
      status: 401,
    }),
  ],
]

function update(
  service: TestService,
  data: { disabledAt?: Date; networks?: string[] },
): Promise<unknown> {
  return testEnv.db.service.update({ where: { id: service.clientId }, data })
}

// A machine with much else to do may be late once.
describe("what changed", { retry: 2 }, () => {
  it.each(changes)("%s is refused by both of two keepers within a second", async (_, of) => {
    const service = await createTestService(testEnv, { tenantIds: [TENANT_A, TENANT_B] })
    expect(await untilAnswered(doors, of(service))).toBeLessThan(1_000)
  })

  it.each(changes)("%s is refused within 2 s where no notification arrives", async (_, of) => {
    const service = await createTestService(testEnv, { tenantIds: [TENANT_A, TENANT_B] })
    expect(await untilAnswered([unheard], of(service))).toBeLessThan(2_000)
  })

  it("a disconnected organisation is refused by both within a second, and within 2 s by one that hears nothing", async () => {
    await testEnv.consent({ choose: "harbourBakery" })
    const service = await createTestService(testEnv)
    const resource = TENANTS.harbourBakery
    const form = { ...formOf(service), resource }
    await askToken(unheard, form)
    const change = () => disconnectTenant(testEnv.keeper, testEnv.memberId, resource)
    const took = await untilAnswered(doors, { service, resource, change, status: 409 })
    expect(took).toBeLessThan(1_000)
    const startedAt = performance.now()
    await untilStatus(unheard, form, 409)
    expect(took + performance.now() - startedAt).toBeLessThan(2_000)
    for (const door of doors) {
      expect((await askToken(door, form)).body.error).toBe("tenant_disconnected")
    }
  })

  it("a revoked consent is refused by both within a second", async () => {
    const service = await createTestService(testEnv)
    const { grantId } = await testEnv.db.connection.findFirstOrThrow({
      where: { tenantId: TENANTS.palmCafe },
    })
    const change = () => revokeGrant(testEnv.keeper, testEnv.memberId, grantId)
    const resource = TENANTS.palmCafe
    expect(await untilAnswered(doors, { service, resource, change, status: 409 })).toBeLessThan(
      1_000,
    )
  })

  it("is heard again after the connection that listens was ended", async () => {
    const service = await createTestService(testEnv)
    const form = { ...formOf(service), resource: TENANT_A }
    expect((await askToken(doors[0] ?? unheard, form)).status).toBe(200)
    await testEnv.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenantry-changes'
        AND datname = current_database()`
    await update(service, { disabledAt: new Date() })
    await sleep(2_000)
    for (const door of doors) expect((await askToken(door, form)).status).toBe(401)
  })

  it("what did not change is not read again: a live token costs no statement", async () => {
    const service = await createTestService(testEnv)
    const form = { ...formOf(service), resource: TENANT_A }
    const [door = unheard] = doors
    await askToken(door, form)
    await door.context.flush()
    // A secret's and a grant's first use is written, which is a change of their rows.
    await sleep(1_500)
    await askToken(door, form)
    await sleep(1_500)
    const before = [
      door.context.services.peek(service.clientId),
      door.context.tokens.peek(TENANT_A),
    ]
    expect(before).not.toContain(undefined)
    await sleep(2_500)
    expect((await askToken(door, form)).status).toBe(200)
    expect(door.context.services.peek(service.clientId)).toBe(before[0])
    expect(door.context.tokens.peek(TENANT_A)).toBe(before[1])
  })
})

type Change = {
  service: TestService
  resource: string
  change: () => Promise<unknown>
  status: number
}
