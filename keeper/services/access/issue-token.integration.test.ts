import { beforeAll, beforeEach, expect, it, vi } from "vitest"
import {
  askToken,
  createTestService,
  type Door,
  expireToken,
  formOf,
  openDoor,
  type TestService,
} from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const tenantId = TENANTS.mapleFlorist
const testEnv = shareTestEnv()
let door: Door
let service: TestService
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  door = await openDoor(testEnv)
})
beforeEach(async () => {
  service = await createTestService(testEnv, { tenantIds: [tenantId, TENANTS.sakura] })
})

const taken: [string, () => Promise<unknown>, number][] = [
  ["disabled", () => updateService({ disabledAt: new Date() }), 401],
  ["let in from elsewhere only", () => updateService({ networks: ["192.0.2.0/24"] }), 401],
  [
    "left without the secret that it used",
    () => testEnv.db.serviceSecret.deleteMany({ where: { serviceId: service.clientId } }),
    401,
  ],
  [
    "left without the organisation",
    () => testEnv.db.serviceAccess.deleteMany({ where: { serviceId: service.clientId, tenantId } }),
    400,
  ],
]

function updateService(data: { disabledAt?: Date; networks?: string[] }): Promise<unknown> {
  return testEnv.db.service.update({ where: { id: service.clientId }, data })
}

it.each(taken)(
  "a service that is %s while it waits for a refresh gets no token",
  async (_, take, status) => {
    const form = { ...formOf(service), resource: tenantId }
    await testEnv.control.addFault({
      target: "token",
      kind: "delay-before",
      delayInMilliseconds: 1_000,
    })
    await expireToken(testEnv, door, { tenantId, inSeconds: 0 })
    const asking = askToken(door, form)
    // The refresh has begun, so the service was let in.
    const begun = { where: { outcome: null } }
    await vi.waitFor(
      async () => expect(await testEnv.db.refreshAttempt.count(begun)).toBe(1),
      20_000,
    )
    await take()
    const reply = await asking
    expect([reply.status, reply.body.access_token]).toEqual([status, undefined])
    const { clientId: serviceId } = service
    expect(await testEnv.db.tokenFetch.count({ where: { serviceId } })).toBe(0)
    expect(await testEnv.db.serviceDenial.count({ where: { serviceId } })).toBe(1)
  },
)

it("an organisation that was disconnected in Xero is not served while its ended sign-in's token lives", async () => {
  const form = { ...formOf(service), resource: TENANTS.sakura }
  await testEnv.db.connection.updateMany({
    where: { tenantId: TENANTS.sakura },
    data: { state: "disconnected_in_xero" },
  })
  await testEnv.db.grant.updateMany({
    where: { connections: { some: { tenantId: TENANTS.sakura } } },
    data: { state: "ended", endedReason: "refused", endedAt: new Date() },
  })
  const { status, body } = await askToken(door, form)
  expect([status, body.error]).toEqual([409, "tenant_disconnected"])
})
