import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { chainEvents } from "@/keeper/audit/chain-events"
import { verifyEvents } from "@/keeper/audit/verify-events"
import { emptyTables } from "@/keeper/testing/empty-tables"
import { createTestService } from "@/keeper/testing/services"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { removeOld } from "@/keeper/work/remove-old"

let testEnv: TestEnv
let grantId: string
beforeAll(async () => {
  testEnv = await startTestEnv({ env: { RETENTION_MONTHS: "2" } })
  grantId = (await testEnv.consent({ choose: "mapleFlorist" })).grantId
})
afterAll(() => testEnv.close())

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1_000)
}

async function addEvents(count: number, days: number): Promise<void> {
  const event = { kind: "member.signed_in", at: daysAgo(days) }
  await testEnv.db.auditEvent.createMany({ data: Array.from({ length: count }, () => event) })
}

it("removes events and attempts after the months that are configured, in batches, and no token set", async () => {
  await emptyTables(testEnv.db, "AuditEvent")
  await addEvents(7_500, 70)
  await chainEvents(testEnv.keeper)
  await addEvents(1, 30)
  await chainEvents(testEnv.keeper)
  const { currentTokenSetId: tokenSetId } = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
  })
  const attempt = {
    grantId,
    tokenSetId: tokenSetId ?? "",
    purpose: "refresh",
    epoch: 1,
    keeperId: "k",
  } as const
  await testEnv.db.refreshAttempt.createMany({
    data: [30, 70].map((days) => ({ ...attempt, startedAt: daysAgo(days) })),
  })
  const tokenSets = await testEnv.db.tokenSet.count()
  await removeOld(testEnv.keeper)
  expect(await testEnv.db.auditEvent.count()).toBe(1)
  const blocks = { select: { number: true }, orderBy: { number: "asc" } } as const
  expect(await testEnv.db.auditBlock.findMany(blocks)).toEqual([{ number: 2 }, { number: 3 }])
  expect((await verifyEvents(testEnv.keeper)).problems).toEqual([])
  const attempts = await testEnv.db.refreshAttempt.findMany()
  expect(attempts.map((one) => one.startedAt.getTime() > daysAgo(60).getTime())).toEqual([true])
  expect(await testEnv.db.tokenSet.count()).toBe(tokenSets)
})

it("removes ended sessions, counters of sign-in tries, used states of single sign-on, ended incidents and consents that came to nothing", async () => {
  const { memberId } = testEnv
  await testEnv.db.session.createMany({
    data: [
      { memberId, createdAt: daysAgo(1) },
      { memberId, createdAt: daysAgo(3), endedAt: daysAgo(2) },
      { memberId, createdAt: daysAgo(9) },
    ],
  })
  await testEnv.db.throttle.createMany({
    data: [{ key: "new" }, { key: "old", countedAt: daysAgo(3) }],
  })
  await testEnv.db.ssoOnce.createMany({
    data: [
      { digest: "still counts", expiresAt: daysAgo(-1) },
      { digest: "over", expiresAt: daysAgo(1) },
    ],
  })
  const known = await testEnv.db.consentRequest.findFirstOrThrow()
  await testEnv.db.incident.createMany({
    data: [
      { kind: "xero_trouble", openedAt: daysAgo(90) },
      { kind: "app_fault", openedAt: daysAgo(90), closedAt: daysAgo(70) },
      { kind: "app_fault", openedAt: daysAgo(90), closedAt: daysAgo(30) },
    ],
  })
  const consent = {
    xeroAppId: testEnv.keeper.xeroAppId,
    memberId,
    purpose: "connect",
    nonce: "n",
    browserHash: "b",
  } as const
  const consents = [
    { id: "unfinished, new", expiresAt: daysAgo(0) },
    { id: "unfinished, old", expiresAt: daysAgo(2) },
    { id: "cut off after its token set was stored", expiresAt: daysAgo(90), grantId },
    { id: "ended, new", expiresAt: daysAgo(30), outcome: { kind: "cancelled" } },
    { id: "ended, old", expiresAt: daysAgo(70), outcome: { kind: "cancelled" } },
    {
      id: "waits for a decision",
      expiresAt: daysAgo(90),
      outcome: { kind: "other_organisation", decision: "open" },
    },
  ]
  await testEnv.db.consentRequest.createMany({
    data: consents.map(({ id, ...row }) => ({
      ...consent,
      id: randomUUID(),
      stateHash: id,
      ...row,
    })),
  })
  await removeOld(testEnv.keeper)
  expect(await testEnv.db.session.count()).toBe(1)
  expect(await testEnv.db.throttle.findMany({ select: { key: true } })).toEqual([{ key: "new" }])
  const once = await testEnv.db.ssoOnce.findMany({ select: { digest: true } })
  expect(once).toEqual([{ digest: "still counts" }])
  expect(await testEnv.db.incident.count()).toBe(2)
  const left = await testEnv.db.consentRequest.findMany({
    where: { id: { not: known.id } },
    orderBy: { stateHash: "asc" },
    omit: { stateHash: false },
  })
  expect(left.map((one) => one.stateHash)).toEqual([
    "cut off after its token set was stored",
    "ended, new",
    "unfinished, new",
    "waits for a decision",
  ])
})

it("removes the ledger of services and what they were refused after the same months", async () => {
  const { clientId: serviceId } = await createTestService(testEnv)
  const fetches = { serviceId, fetches: 1, firstAt: daysAgo(70), lastAt: daysAgo(70) }
  await testEnv.db.tokenFetch.createMany({
    data: [30, 70, 71].map((days) => ({ ...fetches, tenantId: randomUUID(), day: daysAgo(days) })),
  })
  const denial = {
    serviceId,
    reason: "target",
    address: "192.0.2.1",
    denials: 1,
    lastAt: daysAgo(70),
  }
  await testEnv.db.serviceDenial.createMany({
    data: [30, 70].map((days) => ({ ...denial, key: `${days}`, hour: daysAgo(days) })),
  })
  await removeOld(testEnv.keeper)
  expect(await testEnv.db.tokenFetch.count()).toBe(1)
  expect(await testEnv.db.serviceDenial.findMany({ select: { key: true } })).toEqual([
    { key: "30" },
  ])
})
