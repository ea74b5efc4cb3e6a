import { expect, it } from "vitest"
import { liveAccessToken } from "@/keeper/grants/live-access-token"
import { refreshGrant } from "@/keeper/grants/refresh-grant"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { claimRefreshes } from "@/keeper/work/claim"
import { forgetFuture } from "@/keeper/work/forget-future"
import { countTry } from "@/lib/members/throttle"
import { NEVER } from "@/lib/tenants/last-day"

const testEnv = shareTestEnv()

it("a chain that was refreshed while the database's clock was months ahead is refreshed once it is put right", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  const before = await tokenOf(grantId)
  await forgetFuture(testEnv.keeper)
  expect([await tokenOf(grantId), await claimRefreshes(testEnv.keeper, 5)]).toEqual([before, []])
  await jumpAhead()
  expect(await claimRefreshes(testEnv.keeper, 5)).toEqual([])
  await forgetFuture(testEnv.keeper)
  const grant = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  expect(grant.lastRefreshedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000)
  expect(daysUntil(grant.refreshTokenExpiresAt)).toBeCloseTo(60, 1)
  expect(await claimRefreshes(testEnv.keeper, 5)).toEqual([grantId])
  expect(await refreshGrant(testEnv.keeper, grantId)).toEqual({ kind: "refreshed" })
  expect(await tokenOf(grantId)).not.toEqual(before)
})

it("a lease that was taken in that future by a keeper that is gone ends as any other", async () => {
  const { grantId } = await testEnv.consent({ choose: "continue" })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = clock_timestamp() + interval '70 days',
      "leaseUntil" = clock_timestamp() + interval '70 days' WHERE "id" = ${grantId}::uuid`
  await forgetFuture(testEnv.keeper)
  const { leaseUntil, refreshDueAt } = await testEnv.db.grant.findUniqueOrThrow({
    where: { id: grantId },
  })
  expect(leaseUntil?.getTime()).toBeLessThan(Date.now() + 61_000)
  expect(daysUntil(refreshDueAt)).toBeCloseTo(0, 1)
})

it("a custom connection still has no last day", async () => {
  const { grantId } = await testEnv.consent({ choose: "continue" })
  await testEnv.db.grant.update({ where: { id: grantId }, data: { refreshTokenExpiresAt: NEVER } })
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "lastRefreshedAt" = "lastRefreshedAt" + interval '70 days' WHERE "id" = ${grantId}::uuid`
  await forgetFuture(testEnv.keeper)
  const grant = await testEnv.db.grant.findUniqueOrThrow({ where: { id: grantId } })
  expect([grant.refreshTokenExpiresAt, daysUntil(grant.lastRefreshedAt) <= 0.001]).toEqual([
    NEVER,
    true,
  ])
})

it("nobody waits months for another try, nor alerts for the next look", async () => {
  const way = { kind: "device", deviceId: "a-device" } as const
  await countTry(testEnv.db, way)
  await testEnv.db.$executeRaw`
    UPDATE "Throttle" SET "countedAt" = "countedAt" + interval '70 days', "nextTryAt" = "nextTryAt" + interval '70 days'`
  await testEnv.db.$executeRaw`
    INSERT INTO "AlertWatch" ("sweepDueAt") VALUES (clock_timestamp() + interval '70 days')
    ON CONFLICT ("singleton") DO UPDATE SET "sweepDueAt" = EXCLUDED."sweepDueAt"`
  expect((await countTry(testEnv.db, way)).kind).toBe("throttled")
  await forgetFuture(testEnv.keeper)
  expect((await countTry(testEnv.db, way)).kind).toBe("counted")
  const { sweepDueAt } = await testEnv.db.alertWatch.findFirstOrThrow()
  expect(daysUntil(sweepDueAt)).toBeCloseTo(0, 1)
})

/** What was written while the clock was seventy days ahead. */
async function jumpAhead(): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "refreshDueAt" = "refreshDueAt" + interval '70 days', "checkDueAt" = "checkDueAt" + interval '70 days',
      "lastRefreshedAt" = "lastRefreshedAt" + interval '70 days',
      "refreshTokenExpiresAt" = "refreshTokenExpiresAt" + interval '70 days'`
  await testEnv.db.$executeRaw`
    UPDATE "TokenSet" SET "receivedAt" = "receivedAt" + interval '70 days',
      "accessTokenExpiresAt" = "accessTokenExpiresAt" + interval '70 days'`
}

async function tokenOf(grantId: string): Promise<unknown> {
  const live = await liveAccessToken(testEnv.keeper, grantId, 30)
  return live.kind === "live" ? live.accessToken : live.why
}

function daysUntil(at: Date): number {
  return (at.getTime() - Date.now()) / 86_400_000
}
