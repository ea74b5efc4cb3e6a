import { beforeAll, beforeEach, expect, it } from "vitest"
import { closeIncident, openIncident } from "@/keeper/incidents/incident"
import { storeCrowd } from "@/keeper/testing/crowd"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { claimRefreshes } from "@/keeper/work/claim"

const testEnv = shareTestEnv()
let grantIds: string[]

beforeAll(async () => {
  grantIds = await storeCrowd(testEnv, 40)
})
beforeEach(async () => {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "failures" = 0, "confirmationsDue" = 0,
      "refreshDueAt" = clock_timestamp() - interval '1 hour' * random() - interval '1 hour'`
})

/** Twenty claims of one each: which came first by chance evens out. */
async function claimTwenty(): Promise<string[]> {
  const claimed: string[] = []
  for (let round = 0; round < 20; round += 1) {
    claimed.push(...(await claimRefreshes(testEnv.keeper, 1)))
  }
  return claimed
}

it.each(["failures", "confirmationsDue"])(
  "is not kept waiting by a long queue where a grace may be running (%s)",
  async (column) => {
    const [urgent = ""] = grantIds
    await testEnv.db.grant.update({
      where: { id: urgent },
      data: { [column]: 1, refreshDueAt: new Date() },
    })
    const claimed = await claimTwenty()
    expect(claimed).toContain(urgent)
    expect(new Set(claimed).size).toBe(20)
  },
)

it("does not let many urgent ones hold up the others", async () => {
  const others = grantIds.slice(30)
  await testEnv.db.grant.updateMany({
    where: { id: { notIn: others } },
    data: { failures: 3, refreshDueAt: new Date() },
  })
  expect((await claimTwenty()).some((id) => others.includes(id))).toBe(true)
})

it("leaves chains that are well alone while Xero is in trouble, save for a probe a minute", async () => {
  const [failing = "", well = ""] = grantIds
  await testEnv.db.grant.update({ where: { id: failing }, data: { failures: 1 } })
  await testEnv.db.$transaction((tx) => openIncident(tx, { kind: "xero_trouble", detail: {} }))
  const { currentTokenSetId } = await testEnv.db.grant.findUniqueOrThrow({ where: { id: well } })
  const attempt = await testEnv.db.refreshAttempt.create({
    data: {
      grantId: well,
      tokenSetId: currentTokenSetId ?? "",
      purpose: "refresh",
      epoch: 1,
      keeperId: "k",
    },
  })
  expect(await claimRefreshes(testEnv.keeper, 5)).toEqual([failing])
  await testEnv.db.refreshAttempt.update({
    where: { id: attempt.id },
    data: { startedAt: new Date(Date.now() - 61_000) },
  })
  expect(await claimRefreshes(testEnv.keeper, 5)).toHaveLength(5)
  await testEnv.db.$transaction((tx) => closeIncident(tx, "xero_trouble"))
})
