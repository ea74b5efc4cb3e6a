import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { openStage, type Stage } from "@/keeper/testing/open-stage"
import { createTestService } from "@/keeper/testing/services"
import { removeOld } from "@/keeper/work/remove-old"

let stage: Stage
let grantId: string
beforeAll(async () => {
  stage = await openStage({ env: { RETENTION_MONTHS: "2" } })
  grantId = (await stage.consent({ choose: "mapleFlorist" })).grantId
})
afterAll(() => stage.close())

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * 24 * 60 * 60 * 1_000)
}

it("removes events and attempts after the months that are configured, in batches, and no token set", async () => {
  const before = await stage.db.auditEvent.count()
  const events = [30, ...Array.from({ length: 2_500 }, () => 70)]
  await stage.db.auditEvent.createMany({
    data: events.map((days) => ({ kind: "member.signed_in", at: daysAgo(days) })),
  })
  const { currentTokenSetId: tokenSetId } = await stage.db.grant.findUniqueOrThrow({
    where: { id: grantId },
  })
  const attempt = {
    grantId,
    tokenSetId: tokenSetId ?? "",
    purpose: "refresh",
    epoch: 1,
    keeperId: "k",
  } as const
  await stage.db.refreshAttempt.createMany({
    data: [30, 70].map((days) => ({ ...attempt, startedAt: daysAgo(days) })),
  })
  const tokenSets = await stage.db.tokenSet.count()
  await removeOld(stage.keeper)
  expect(await stage.db.auditEvent.count()).toBe(before + 1)
  const attempts = await stage.db.refreshAttempt.findMany()
  expect(attempts.map((one) => one.startedAt.getTime() > daysAgo(60).getTime())).toEqual([true])
  expect(await stage.db.tokenSet.count()).toBe(tokenSets)
})

it("removes ended sessions, counters of sign-in tries, ended incidents and consents that came to nothing", async () => {
  const { memberId } = stage
  await stage.db.session.createMany({
    data: [
      { memberId, createdAt: daysAgo(1) },
      { memberId, createdAt: daysAgo(3), endedAt: daysAgo(2) },
      { memberId, createdAt: daysAgo(9) },
    ],
  })
  await stage.db.throttle.createMany({
    data: [{ key: "new" }, { key: "old", windowStartedAt: daysAgo(2) }],
  })
  const known = await stage.db.consentRequest.findFirstOrThrow()
  await stage.db.incident.createMany({
    data: [
      { kind: "xero_trouble", openedAt: daysAgo(90) },
      { kind: "app_fault", openedAt: daysAgo(90), closedAt: daysAgo(70) },
      { kind: "app_fault", openedAt: daysAgo(90), closedAt: daysAgo(30) },
    ],
  })
  const consent = {
    xeroAppId: stage.keeper.xeroAppId,
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
  await stage.db.consentRequest.createMany({
    data: consents.map(({ id, ...row }) => ({
      ...consent,
      id: randomUUID(),
      stateHash: id,
      ...row,
    })),
  })
  await removeOld(stage.keeper)
  expect(await stage.db.session.count()).toBe(1)
  expect(await stage.db.throttle.findMany({ select: { key: true } })).toEqual([{ key: "new" }])
  expect(await stage.db.incident.count()).toBe(2)
  const left = await stage.db.consentRequest.findMany({
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
  const { clientId: serviceId } = await createTestService(stage)
  const fetches = { serviceId, fetches: 1, firstAt: daysAgo(70), lastAt: daysAgo(70) }
  await stage.db.tokenFetch.createMany({
    data: [30, 70, 71].map((days) => ({ ...fetches, tenantId: randomUUID(), day: daysAgo(days) })),
  })
  const denial = {
    serviceId,
    reason: "target",
    address: "192.0.2.1",
    denials: 1,
    lastAt: daysAgo(70),
  }
  await stage.db.serviceDenial.createMany({
    data: [30, 70].map((days) => ({ ...denial, key: `${days}`, hour: daysAgo(days) })),
  })
  await removeOld(stage.keeper)
  expect(await stage.db.tokenFetch.count()).toBe(1)
  expect(await stage.db.serviceDenial.findMany({ select: { key: true } })).toEqual([{ key: "30" }])
})
