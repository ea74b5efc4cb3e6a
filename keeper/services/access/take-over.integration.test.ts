import { beforeAll, beforeEach, expect, it } from "vitest"
import { emptyTables } from "@/keeper/testing/empty-tables"
import {
  askToken,
  createTestService,
  type Door,
  expireToken,
  formOf,
  openDoor,
} from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { TENANTS, XERO_USERS } from "@/sandbox/seed"

const tenantId = TENANTS.mapleFlorist
const testEnv = shareTestEnv()
let door: Door
let form: Record<string, string>
let first: string
let second: string

beforeAll(async () => {
  door = await openDoor(testEnv)
})
beforeEach(async () => {
  await testEnv.control.reset()
  await emptyTables(
    testEnv.db,
    "Connection",
    "Grant",
    "Tenant",
    "Service",
    "AuditEvent",
    "Incident",
  )
  first = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
  second = (await testEnv.consent({ as: "bjorn", choose: "mapleFlorist" })).grantId
  const service = await createTestService(testEnv, { tenantIds: [tenantId] })
  form = { ...formOf(service), resource: tenantId }
  await door.context.feed.settle()
})

it("the authoriser who came first serves an organisation, also when the second one consented later", async () => {
  expect(await servedBy()).toBe(first)
  expect((await ask()).body.warnings).toBeUndefined()
})

it("a chain that has ended at Xero gives way to the second authoriser's within the token request", async () => {
  await testEnv.control.killChain(XERO_USERS.alice)
  await expireToken(testEnv, door, { tenantId, inSeconds: 0 })
  const reply = await ask()
  expect([reply.status, await servedBy()]).toEqual([200, second])
  expect(reply.body.warnings).toMatchObject([{ code: "other_authoriser" }])
})

it("a first authoriser who is lost in Xero gives way, and leads again once back", async () => {
  await testEnv.control.removeAccess({ xeroUserId: XERO_USERS.alice, tenantId })
  await testEnv.db.connection.updateMany({
    where: { grantId: first },
    data: { state: "disconnected_in_xero" },
  })
  await door.context.feed.settle()
  expect([(await ask()).status, await servedBy()]).toEqual([200, second])
  await testEnv.db.connection.updateMany({
    where: { grantId: first },
    data: { state: "connected" },
  })
  await door.context.feed.settle()
  expect([(await ask()).status, await servedBy()]).toEqual([200, first])
})

it("an authoriser whose refresh another keeper left hanging is passed over in two seconds", async () => {
  await expireToken(testEnv, door, { tenantId, inSeconds: 0 })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "leaseHolder" = 'gone', "leaseUntil" = clock_timestamp() + interval '60 seconds'
    WHERE "id" = ${first}::uuid`
  const startedAt = performance.now()
  expect([(await ask()).status, performance.now() - startedAt < 10_000]).toEqual([200, true])
})

it("when no authoriser has a token, the answer is about the first", async () => {
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await expireToken(testEnv, door, { tenantId, inSeconds: 0 })
  const { status, body } = await ask()
  expect([status, body.error]).toEqual([503, "temporarily_unavailable"])
  await testEnv.control.clearFaults()
})

it("an authoriser's shorter token is used where no other has one", async () => {
  await testEnv.control.addFault({ target: "token", kind: "status", status: 503, times: 0 })
  await expireToken(testEnv, door, { tenantId, inSeconds: 60 })
  const { status, body } = await ask()
  expect([status, (body.warnings as { code: string }[]).at(-1)?.code]).toEqual([200, "short_lived"])
  await testEnv.control.clearFaults()
})

function ask() {
  return askToken(door, form)
}

async function servedBy(): Promise<string | undefined> {
  return (await door.context.tokens.read(tenantId))?.grantId
}
