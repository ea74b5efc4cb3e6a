import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { sendLinks } from "@/keeper/campaigns/send-links"
import { startCampaign, stopCampaigns, stopReminders } from "@/keeper/campaigns/start-campaign"
import type { Keeper } from "@/keeper/keeper"
import { findByToken } from "@/keeper/links/link-token"
import { withdrawLink } from "@/keeper/links/manage-links"
import { withdrawLinksOf } from "@/keeper/links/withdraw-links-of"
import { leaveUnclear } from "@/keeper/mail/outbox"
import { sendDueMails } from "@/keeper/mail/send-due"
import { storeCrowd } from "@/keeper/testing/crowd"
import { type MailServer, readPart, startMailServer } from "@/keeper/testing/mail-server"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { createTestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import type { OperationInput } from "@/lib/contract/operations"

const CROWD = 12
const testEnv = shareTestEnv()
let other: Keeper
let mailServer: MailServer

beforeAll(async () => {
  other = await testEnv.openAnother()
  other.alerts.allowPrivateTargets = true
  mailServer = await startMailServer()
  await setMailServer(testEnv, mailServer.port)
  await storeCrowd(testEnv, CROWD)
})
beforeEach(async () => {
  await testEnv.db.mail.deleteMany()
  await testEnv.db.campaign.deleteMany()
  await testEnv.db.linkToken.deleteMany()
  await testEnv.db.link.deleteMany()
  await testEnv.db
    .$executeRaw`UPDATE "Grant" SET "xeroUserEmail" = "id"::text || '@ledgers.example'`
  mailServer.mails.splice(0)
})
afterAll(() => mailServer.close())

function start(
  campaignId = randomUUID() as string,
  count = CROWD,
  addresses: OperationInput<"startCampaign">["addresses"] = [],
) {
  const filter = { search: "", status: null, grantId: null, only: null }
  const which = { kind: "matching" as const, ...filter, count }
  const said = { purpose: "reconnect" as const, note: "Please by Friday.\nThank you.", days: 7 }
  const input = { campaignId, which, addresses, ...said }
  return startCampaign(testEnv.keeper, testEnv.memberId, input)
}

async function send(...keepers: Keeper[]): Promise<string[]> {
  await Promise.all(keepers.map(sendLinks))
  await Promise.all(keepers.map(sendDueMails))
  return mailServer.mails.flatMap(({ to }) => to)
}

/** As if all of it had happened so many days ago. */
async function passDays(days: number): Promise<void> {
  await testEnv.db
    .$executeRaw`UPDATE "Mail" SET "createdAt" = "createdAt" - ${days} * interval '1 day'`
  await testEnv.db.$executeRaw`
    UPDATE "CampaignLink" SET "nextMailAt" = "nextMailAt" - ${days} * interval '1 day'`
  await testEnv.db
    .$executeRaw`UPDATE "Link" SET "expiresAt" = "expiresAt" - ${days} * interval '1 day'`
}

it("brings each Xero user one mail with the note and a link that opens, whoever of several keepers sends it", async () => {
  const campaignId = randomUUID()
  expect(await start(campaignId)).toMatchObject({ kind: "started", links: CROWD, leftOut: 0 })
  expect(await start(campaignId)).toMatchObject({ kind: "started", links: CROWD })
  const to = await send(testEnv.keeper, other)
  expect(to).toHaveLength(CROWD)
  expect(new Set(to).size).toBe(CROWD)
  const text = readPart(mailServer.mails[0]?.raw ?? "", "text/plain").replaceAll("\r\n", "\n")
  expect(text).toContain("> Please by Friday.\n> Thank you")
  const token = /\/connect\/([\w-]{43})/.exec(text)?.[1] ?? ""
  expect(await findByToken(testEnv.db, token)).toMatchObject({ isReplaced: false, isOpen: true })
  expect(await send(testEnv.keeper, other)).toHaveLength(CROWD)
  expect(await testEnv.db.link.count({ where: { state: "sent" } })).toBe(CROWD)
})

it("starts nothing with another number than the member saw, and asks nobody twice", async () => {
  expect(await start(randomUUID(), 3)).toEqual({ kind: "other_number", count: CROWD })
  await start()
  expect(await start()).toEqual({ kind: "nobody_to_ask" })
})

it("leaves out whose address is not known", async () => {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "xeroUserEmail" = NULL WHERE "id" IN (SELECT "id" FROM "Grant" LIMIT 2)`
  expect(await start()).toMatchObject({ links: CROWD - 2, leftOut: 2 })
})

it("goes to an address that the member typed where Xero told none", async () => {
  const [row] = await testEnv.db.$queryRaw<{ tenantId: string }[]>`
    UPDATE "Grant" g SET "xeroUserEmail" = NULL FROM "Connection" c
    WHERE c."grantId" = g."id" AND g."id" = (SELECT "id" FROM "Grant" LIMIT 1) RETURNING c."tenantId"::text`
  const addresses = [{ tenantId: row?.tenantId ?? "", email: "typed@ledgers.example" }]
  expect(await start(randomUUID(), CROWD, addresses)).toMatchObject({ links: CROWD, leftOut: 0 })
  expect(await send(testEnv.keeper)).toContain("typed@ledgers.example")
})

it("reminds after 2 and 5 days those who have not done it, and then no more", async () => {
  await start()
  await send(testEnv.keeper)
  const [done, declined] = await testEnv.db.link.findMany({ take: 2, select: { id: true } })
  await testEnv.db.link.update({ where: { id: done?.id ?? "" }, data: { state: "done" } })
  await testEnv.db.link.update({ where: { id: declined?.id ?? "" }, data: { state: "declined" } })
  const rest = CROWD - 2
  for (const [days, mails] of [
    [1, 0],
    [1, rest],
    [2, 0],
    [1, rest],
    [10, 0],
  ] as const) {
    mailServer.mails.splice(0)
    await passDays(days)
    expect(await send(testEnv.keeper, other)).toHaveLength(mails)
  }
})

it("reminds nobody once reminders are stopped", async () => {
  const campaignId = randomUUID()
  await start(campaignId)
  await send(testEnv.keeper)
  mailServer.mails.splice(0)
  const stop = () => stopReminders(testEnv.keeper, testEnv.memberId, { campaignId })
  expect(await stop()).toEqual({ kind: "stopped" })
  expect(await stop()).toEqual({ kind: "not_found" })
  await passDays(3)
  expect(await send(testEnv.keeper)).toEqual([])
})

it("sends no reminder that waited for the mail server when reminders were stopped", async () => {
  const campaignId = randomUUID()
  await start(campaignId)
  await send(testEnv.keeper)
  await passDays(2)
  await sendLinks(testEnv.keeper)
  await stopReminders(testEnv.keeper, testEnv.memberId, { campaignId })
  expect(await send(testEnv.keeper)).toHaveLength(CROWD)
})

it("goes on with nothing once a copy is taken over, and says of what waited that it is unclear", async () => {
  await start()
  await sendLinks(testEnv.keeper)
  await stopCampaigns(testEnv.db)
  await leaveUnclear(testEnv.db)
  await passDays(3)
  expect(await send(testEnv.keeper)).toEqual([])
  expect(await testEnv.db.mail.count({ where: { state: "unclear" } })).toBe(CROWD)
})

it("goes on with nothing once whoever started it is kept out, and leaves the links of their services", async () => {
  const campaignId = randomUUID()
  await start(campaignId)
  await sendLinks(testEnv.keeper)
  const { memberId } = testEnv
  const { clientId: serviceId } = await createTestService(testEnv)
  const link = { purpose: "connect", madeById: memberId, days: 7, expiresAt: new Date() } as const
  await testEnv.db.link.createMany({
    data: [link, { ...link, serviceId }, { ...link, state: "done" }],
  })
  await withdrawLinksOf(testEnv.db, { memberId, ownerId: memberId })
  expect(await send(testEnv.keeper)).toEqual([])
  await passDays(3)
  expect(await send(testEnv.keeper)).toEqual([])
  const standing = { state: { not: "withdrawn" as const } }
  expect(await testEnv.db.link.count({ where: standing })).toBe(2)
  expect(await testEnv.db.auditEvent.count({ where: { kind: "link.withdrawn" } })).toBe(CROWD + 1)
  const stopped = {
    kind: "campaign.reminders_stopped",
    memberId,
    detail: { equals: { campaignId } },
  }
  expect(await testEnv.db.auditEvent.count({ where: stopped })).toBe(1)
})

it("does not send the mail of a link that was withdrawn meanwhile", async () => {
  await start()
  await sendLinks(testEnv.keeper)
  const { id: linkId } = await testEnv.db.link.findFirstOrThrow({ select: { id: true } })
  await withdrawLink(testEnv.keeper, testEnv.memberId, { linkId })
  expect(await send(testEnv.keeper)).toHaveLength(CROWD - 1)
})

it("writes to one address once a day until each of its links was sent while it works", async () => {
  await testEnv.db.$executeRaw`
    UPDATE "Grant" SET "xeroUserEmail" = CASE WHEN random() < 0.5 THEN 'vera' ELSE 'Vera' END || '@ledgers.example'`
  await start()
  for (let day = 1; day <= CROWD; day += 1) {
    expect(await send(testEnv.keeper, other)).toHaveLength(day)
    const open = await testEnv.db.linkStanding.groupBy({ by: ["isOpen"], where: { sentAt: null } })
    expect(open).toEqual(day === CROWD ? [] : [{ isOpen: true }])
    await passDays(1)
  }
})
