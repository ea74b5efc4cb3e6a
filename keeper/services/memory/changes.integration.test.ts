import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, describe, expect, it } from "vitest"
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
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS } from "@/sandbox/seed"

const TENANT_A = TENANTS.mapleFlorist
const TENANT_B = TENANTS.sakura
const LIMIT_IN_MS = 30_000
const testEnv = shareTestEnv()
/** Two that learn of changes by notification alone. */
let doors: Door[]
/** One that learns of them by reading the rows alone. */
let unheard: Door
beforeAll(async () => {
  await testEnv.consent({ choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.consent({ as: "zoe", choose: "palmCafe" })
  const other = await testEnv.openAnother()
  doors = [
    await openDoor(testEnv, { poll: false }),
    await openDoor(testEnv, { poll: false, keeper: other }),
  ]
  unheard = await openDoor(testEnv, { listen: false })
})

/**
 * Every door has it in memory; then the change, until all answer otherwise. For each door, how long after the change the
 * last request was begun that was answered as before: a machine with much else to do makes answers late, not old.
 */
async function untilAnswered(
  of: Door[],
  { service, resource, change, status }: Change,
): Promise<number[]> {
  const form = { ...formOf(service), resource }
  for (const door of of) expect((await askToken(door, form)).status).toBe(200)
  await change()
  const changedAt = performance.now()
  const lastOld = await Promise.all(of.map((door) => untilStatus(door, form, status)))
  return lastOld.map((at) => at - changedAt)
}

/** When the last request was begun that was answered otherwise. */
async function untilStatus(
  door: Door,
  form: Record<string, string>,
  status: number,
): Promise<number> {
  const givenUpAt = performance.now() + LIMIT_IN_MS
  let lastOld = 0
  for (;;) {
    const begunAt = performance.now()
    if ((await askToken(door, form)).status === status) return lastOld
    if (begunAt > givenUpAt) throw new Error("it never took effect")
    lastOld = begunAt
    await sleep(10)
  }
}

const changes: [string, (service: TestService) => Omit<Change, "service">][] = [
  [
    "a service that was disabled",
    (service) => refused(() => update(service, { disabledAt: new Date() })),
  ],
  [
    "a service that lost an organisation",
    ({ clientId: serviceId }) => {
      const lost = { serviceId, tenantId: TENANT_A }
      return refused(() => testEnv.db.serviceAccess.deleteMany({ where: lost }), 400)
    },
  ],
  [
    "a secret that was removed",
    ({ clientId: serviceId }) =>
      refused(() => testEnv.db.serviceSecret.deleteMany({ where: { serviceId } })),
  ],
  [
    "a service that is let in from nowhere",
    (service) => refused(() => update(service, { networks: ["192.0.2.0/24"] })),
  ],
]

function refused(change: Change["change"], status = 401) {
  return { resource: TENANT_A, change, status }
}

function update(service: TestService, data: { disabledAt?: Date; networks?: string[] }) {
  return testEnv.db.service.update({ where: { id: service.clientId }, data })
}

describe("what changed", () => {
  it.each(changes)("%s is refused by both of two keepers by notification alone", async (_, of) => {
    const service = await createTestService(testEnv, { tenantIds: [TENANT_A, TENANT_B] })
    expect(await untilAnswered(doors, { service, ...of(service) })).toHaveLength(2)
  })

  it.each(changes)("%s is refused within 2 s where no notification arrives", async (_, of) => {
    const service = await createTestService(testEnv, { tenantIds: [TENANT_A, TENANT_B] })
    const [lastOld] = await untilAnswered([unheard], { service, ...of(service) })
    expect(lastOld).toBeLessThan(2_000)
  })

  it("a disconnected organisation is refused by both by notification, and within 2 s by one that hears nothing", async () => {
    await testEnv.consent({ choose: "harbourBakery" })
    const service = await createTestService(testEnv)
    const resource = TENANTS.harbourBakery
    const change = () => disconnectTenant(testEnv.keeper, testEnv.memberId, resource)
    const of = [unheard, ...doors]
    const [lastOld] = await untilAnswered(of, { service, resource, change, status: 409 })
    expect(lastOld).toBeLessThan(2_000)
    for (const door of doors) {
      const { body } = await askToken(door, { ...formOf(service), resource })
      expect(body.error).toBe("tenant_disconnected")
    }
  })

  it("a revoked consent is refused by both by notification alone", async () => {
    const service = await createTestService(testEnv)
    const { grantId } = await testEnv.db.connection.findFirstOrThrow({
      where: { tenantId: TENANTS.palmCafe },
    })
    const change = () => revokeGrant(testEnv.keeper, testEnv.memberId, grantId)
    const resource = TENANTS.palmCafe
    expect(await untilAnswered(doors, { service, resource, change, status: 409 })).toHaveLength(2)
  })

  it("an app that cannot be used any more is noticed within 2 s by one that hears nothing", async () => {
    const service = await createTestService(testEnv)
    const setUsable = (usable: boolean) => testEnv.db.xeroApp.updateMany({ data: { usable } })
    const of = { service, resource: TENANT_A, change: () => setUsable(false), status: 409 }
    const [lastOld] = await untilAnswered([unheard], of)
    await setUsable(true)
    expect(lastOld).toBeLessThan(2_000)
  })

  it("is found by a new connection's first look after the one that listens was ended", async () => {
    const service = await createTestService(testEnv)
    const resource = TENANT_A
    const change = async () => {
      await testEnv.db.$executeRaw`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tenantry-changes'
          AND datname = current_database()`
      await update(service, { disabledAt: new Date() })
    }
    expect(await untilAnswered(doors, { service, resource, change, status: 401 })).toHaveLength(2)
  })

  it("what did not change is not read again: a live token costs no statement", async () => {
    const service = await createTestService(testEnv)
    const form = { ...formOf(service), resource: TENANT_A }
    const [door = unheard] = doors
    await askToken(door, form)
    // A secret's and a grant's first use is written, which is a change of their rows.
    await door.context.flush()
    await door.context.feed.settle()
    await askToken(door, form)
    const before = [
      door.context.services.peek(service.clientId),
      door.context.tokens.peek(TENANT_A),
    ]
    expect(before).not.toContain(undefined)
    for (let looks = 0; looks < 3; looks += 1) {
      // What keepers do while they run: keeper/guard/mark-hold.ts, keeper/counted and keeper/grants/take-lease.ts.
      await testEnv.db.$executeRaw`
        UPDATE "Installation" SET "generation" = "generation" + 1, "renewedAt" = clock_timestamp()`
      await testEnv.db.$executeRaw`
        UPDATE "XeroApp" SET "countDueAt" = clock_timestamp() + interval '1 hour', "faultProbeDueAt" = clock_timestamp()`
      await door.context.feed.settle()
    }
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
