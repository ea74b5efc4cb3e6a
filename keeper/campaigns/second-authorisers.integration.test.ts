import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { startCampaign } from "@/keeper/campaigns/start-campaign"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { TENANTS } from "@/sandbox/seed"

let testEnv: TestEnv

beforeAll(async () => {
  testEnv = await startTestEnv()
  await setMailServer(testEnv, 25)
  await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.db.$executeRaw`UPDATE "Grant" SET "xeroUserEmail" = 'known@ledgers.example'`
})
afterAll(() => testEnv.close())

function ask(...emails: string[]) {
  const tenantIds = [TENANTS.mapleFlorist, TENANTS.sakura]
  const addresses = emails.map((email, at) => ({ tenantId: tenantIds[at] ?? "", email }))
  return startCampaign(testEnv.keeper, testEnv.memberId, {
    campaignId: randomUUID(),
    which: { kind: "chosen", tenantIds },
    purpose: "second_authoriser",
    addresses,
    note: null,
    days: 7,
  })
}

it("a campaign for second authorisers asks only those whose address is typed, and never the Xero user", async () => {
  expect(await ask()).toEqual({ kind: "nobody_to_ask" })
  expect(await ask("known@ledgers.example")).toEqual({ kind: "nobody_to_ask" })
  const started = await ask("colleague@ledgers.example")
  expect(started).toMatchObject({ kind: "started", links: 1, leftOut: 1 })
  const select = { purpose: true, tenantId: true, recipientName: true, recipientEmail: true }
  expect(await testEnv.db.link.findMany({ select })).toEqual([
    {
      purpose: "second_authoriser",
      tenantId: TENANTS.mapleFlorist,
      recipientName: null,
      recipientEmail: "colleague@ledgers.example",
    },
  ])
})
