import { randomUUID } from "node:crypto"
import { beforeAll, expect, it } from "vitest"
import { sendLinks } from "@/keeper/campaigns/send-links"
import { MOST_AN_HOUR, sendUnclearAgain, startCampaign } from "@/keeper/campaigns/start-campaign"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { OperationInput } from "@/lib/contract/operations"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()

beforeAll(async () => {
  await setMailServer(testEnv, 25)
  await testEnv.consent({ as: "alice", choose: "mapleFlorist" })
  await testEnv.consent({ as: "taro", choose: "sakura" })
  await testEnv.db.$executeRaw`UPDATE "Grant" SET "xeroUserEmail" = 'known@ledgers.example'`
})

function ask(emails: string[], tenantIds: string[] = [TENANTS.mapleFlorist, TENANTS.sakura]) {
  const addresses = emails.map((email, at) => ({ tenantId: tenantIds[at] ?? "", email }))
  return start(testEnv.memberId, { which: { kind: "chosen", tenantIds }, addresses })
}

function start(memberId: string, change: Partial<OperationInput<"startCampaign">>) {
  return startCampaign(testEnv.keeper, memberId, {
    campaignId: randomUUID(),
    which: { kind: "chosen", tenantIds: [TENANTS.mapleFlorist] },
    purpose: "second_authoriser",
    addresses: [],
    note: null,
    days: 7,
    ...change,
  })
}

it("a campaign for second authorisers asks only those whose address is typed, and never the Xero user", async () => {
  expect(await ask([])).toEqual({ kind: "nobody_to_ask" })
  expect(await ask(["known@ledgers.example"])).toEqual({ kind: "nobody_to_ask" })
  const started = await ask(["colleague@ledgers.example"])
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

it("each organisation of one sign-in gets a link of its own, because one consent joins one", async () => {
  await testEnv.consent({ as: "alice", choose: "harbourBakery" })
  await testEnv.consent({ as: "alice", choose: "script" })
  const tenantIds = [TENANTS.harbourBakery, TENANTS.script]
  const started = await ask(["ada@ledgers.example", "ada@ledgers.example"], tenantIds)
  expect(started).toMatchObject({ kind: "started", links: 2, leftOut: 0 })
  const where = { recipientEmail: "ada@ledgers.example" }
  const links = await testEnv.db.link.findMany({ where, select: { tenantId: true } })
  expect(new Set(links.map((one) => one.tenantId))).toEqual(new Set(tenantIds))
})

it("a campaign is nobody else's, and nothing starts by its id", async () => {
  const campaignId = randomUUID()
  await testEnv.db.campaign.create({
    data: { id: campaignId, memberId: testEnv.memberId, days: 7 },
  })
  const other = { email: "adam@tenantry.example", name: "Adam Admin", passwordHash: "-" }
  const { id } = await testEnv.db.member.create({ data: { ...other, role: "admin" } })
  expect(await start(id, { campaignId })).toEqual({ kind: "not_found" })
  expect(await start(testEnv.memberId, { campaignId })).toMatchObject({ kind: "started", links: 0 })
})

it("nobody is reminded of what was done by another way, nor sent again what may not have arrived", async () => {
  const which = { kind: "chosen" as const, tenantIds: [TENANTS.mapleFlorist, TENANTS.sakura] }
  await testEnv.db.link.updateMany({ data: { state: "withdrawn" } })
  await testEnv.db
    .$executeRaw`UPDATE "Grant" SET "xeroUserEmail" = "id"::text || '@ledgers.example'`
  const campaignId = randomUUID()
  await start(testEnv.memberId, { campaignId, which, purpose: "reconnect" })
  await sendLinks(testEnv.keeper)
  await testEnv.consent({ as: "taro", choose: "continue", reconnect: TENANTS.sakura })
  await testEnv.db.$executeRaw`UPDATE "Mail" SET "createdAt" = "createdAt" - interval '2 days'`
  await testEnv.db.$executeRaw`UPDATE "CampaignLink" SET "nextMailAt" = clock_timestamp()`
  await sendLinks(testEnv.keeper)
  const links = await testEnv.db.campaignLink.findMany({
    where: { campaignId },
    select: { mails: true, link: { select: { tenantId: true } } },
  })
  const mails = Object.fromEntries(links.map((one) => [one.link.tenantId, one.mails]))
  expect(mails).toEqual({ [TENANTS.mapleFlorist]: 2, [TENANTS.sakura]: 1 })
  await testEnv.db.mail.updateMany({ data: { state: "unclear" } })
  const again = () => sendUnclearAgain(testEnv.keeper, testEnv.memberId, { campaignId })
  expect([await again(), await again()]).toMatchObject([{ kind: "sending" }, { kind: "not_found" }])
  const waiting = await testEnv.db.mail.findMany({ where: { state: "waiting" } })
  expect(waiting).toMatchObject([{ kind: "link_reminder" }])
})

it("a member starts so many an hour, and then hears when to try again", async () => {
  const data = Array.from({ length: MOST_AN_HOUR }, () => {
    return { id: randomUUID(), memberId: testEnv.memberId, days: 7 }
  })
  await testEnv.db.campaign.createMany({ data })
  const refused = await ask(["late@ledgers.example"])
  expect(refused).toEqual({ kind: "throttled", retryAfterInSeconds: expect.any(Number) })
})
