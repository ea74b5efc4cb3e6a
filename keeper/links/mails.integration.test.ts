import { randomUUID } from "node:crypto"
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import { declineLink } from "@/keeper/links/answer-link"
import { askForLink } from "@/keeper/links/ask-anew"
import { MOST_MAILS_AN_HOUR } from "@/keeper/links/mail-bound"
import { renewLink, withdrawLink } from "@/keeper/links/manage-links"
import { sendDueMails } from "@/keeper/mail/send-due"
import { giveLink, viewOf } from "@/keeper/testing/link-visits"
import { type MailServer, readPart, startMailServer } from "@/keeper/testing/mail-server"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { createTestService } from "@/keeper/testing/services"
import { shareTestEnv } from "@/keeper/testing/share-test-env"

const testEnv = shareTestEnv()
let mailServer: MailServer

beforeAll(async () => {
  testEnv.keeper.alerts.allowPrivateTargets = true
  mailServer = await startMailServer()
  await setMailServer(testEnv, mailServer.port)
})
beforeEach(() => {
  mailServer.mails.splice(0)
})
afterAll(() => mailServer.close())

it("a link that is sent reaches its recipient by mail, with an address that works", async () => {
  const { linkId } = await giveLink(testEnv, { sends: true })
  await sendDueMails(testEnv.keeper)
  const view = await viewOf(testEnv.keeper, tokenIn(0))
  expect(view).toMatchObject({ standing: "sent", recipientName: "Alice Doyle" })
  const text = readPart(mailServer.mails[0]?.raw ?? "", "text/plain")
  // Mails keep what could be an address apart with a word joiner.
  expect(text.replace(/\u2060/g, "").replace(/\s+/g, " ")).toMatch(
    /works until \d+ \w+ \d{4}, \d\d:\d\d UTC\./,
  )
  const again = { linkId, sends: true }
  const renewed = await renewLink(testEnv.keeper, testEnv.memberId, again)
  expect(renewed).toMatchObject({ kind: "given", isMailed: true })
  await withdrawLink(testEnv.keeper, testEnv.memberId, { linkId })
  await sendDueMails(testEnv.keeper)
  expect(mailServer.mails).toHaveLength(1)
})

it("a link for one of two organisations of one name says which, in its mail and on its page", async () => {
  const tenantId = "3f2a91c0-0000-4000-8000-000000000001"
  await testEnv.db.tenant.createMany({
    data: [tenantId, "77b5e6d2-0000-4000-8000-000000000002"].map((one) => {
      return { tenantId: one, name: "Demo Company", type: "ORGANISATION" }
    }),
  })
  await giveLink(testEnv, { sends: true, purpose: "reconnect", tenantId, recipientName: "Nadia" })
  await sendDueMails(testEnv.keeper)
  expect(readPart(mailServer.mails[0]?.raw ?? "", "text/plain")).toContain(
    "connect Demo Company · 3f2a91c0 in Xero again",
  )
  const view = await viewOf(testEnv.keeper, tokenIn(0))
  expect(view).toMatchObject({ organisation: "Demo Company · 3f2a91c0" })
})

it("an expired link is sent anew to the address of the old one, once an hour", async () => {
  const { linkId, token } = await giveLink(testEnv)
  expect(await ask(token)).toEqual({ kind: "not_expired" })
  await expire(linkId)
  expect((await Promise.all([ask(token), ask(token)])).map(({ kind }) => kind).sort()).toEqual([
    "asked_already",
    "sent",
  ])
  await sendDueMails(testEnv.keeper)
  expect(await viewOf(testEnv.keeper, tokenIn(0))).toMatchObject({ standing: "sent" })
  await expire(linkId)
  expect(await ask(tokenIn(0))).toEqual({ kind: "asked_already" })
  expect(await ask(token)).toEqual({ kind: "not_expired" })
})

it("a link of a service is asked for by the service, and its holder reads no member's name", async () => {
  const expiresAt = new Date(Date.now() + 24 * 60 * 60 * 1000)
  const facts = { name: "Corner shop", expiresAt }
  const { clientId: serviceId } = await createTestService(testEnv, facts)
  const { linkId, token } = await giveLink(testEnv, { recipientName: "Ada" })
  await testEnv.db.link.update({ where: { id: linkId }, data: { serviceId } })
  expect(await viewOf(testEnv.keeper, token)).toMatchObject({ madeBy: "Corner shop", asker: null })
  await expire(linkId)
  expect(await ask(token)).toEqual({ kind: "sent" })
  expect(await testEnv.db.link.count({ where: { id: linkId, expiresAt } })).toBe(1)
  await sendDueMails(testEnv.keeper)
  expect(subjects()).toEqual(["Corner shop asks you to connect your organisation in Xero"])
  expect(mailServer.mails[0]?.raw).not.toContain("Olga")
})

it("of a link that has not expired or is over, no new one is asked for", async () => {
  const { linkId, token } = await giveLink(testEnv, { recipientName: "Wanda" })
  await withdrawLink(testEnv.keeper, testEnv.memberId, { linkId })
  await expire(linkId)
  expect(await ask(token)).toEqual({ kind: "not_expired" })
})

it("admins are told where an expired link has no address to go to", async () => {
  const { linkId, token } = await giveLink(testEnv, { recipientEmail: null })
  await expire(linkId)
  expect(await ask(token)).toEqual({ kind: "told" })
  const event = { where: { kind: "link.asked_anew" }, orderBy: { id: "desc" } } as const
  const { detail } = await testEnv.db.auditEvent.findFirstOrThrow({
    ...event,
    select: { detail: true },
  })
  expect(detail).toEqual({ link: "Alice Doyle", linkId })
  await sendDueMails(testEnv.keeper)
  expect(subjects()).toEqual(["Alice Doyle asks for a new link"])
})

it("whoever made a link is told by mail that it was declined, once and unless they are disabled, who makes no further one", async () => {
  const declined = await giveLink(testEnv)
  await declineLink(testEnv.keeper, { token: declined.token })
  expect(await declineLink(testEnv.keeper, { token: declined.token })).toEqual({ kind: "gone" })
  await sendDueMails(testEnv.keeper)
  expect(subjects()).toEqual(["Alice Doyle said no to your link"])
  expect(mailServer.mails[0]?.to).toEqual(["owner@tenantry.example"])
  const { token } = await giveLink(testEnv)
  const member = { id: testEnv.memberId }
  await testEnv.db.member.update({ where: member, data: { disabledAt: new Date() } })
  await declineLink(testEnv.keeper, { token })
  await expect(giveLink(testEnv)).rejects.toThrow("no link: forbidden")
  await testEnv.db.member.update({ where: member, data: { disabledAt: null } })
  await sendDueMails(testEnv.keeper)
  expect(mailServer.mails).toHaveLength(1)
})

it("of a campaign its maker is told once an hour that people said no, however many do", async () => {
  const campaignId = randomUUID()
  const campaign = { id: campaignId, memberId: testEnv.memberId, days: 7 }
  await testEnv.db.campaign.create({ data: campaign, select: { id: true } })
  const decline = async (times: number) => {
    for (let at = 0; at < times; at += 1) {
      const { linkId, token } = await giveLink(testEnv)
      await testEnv.db.campaignLink.create({ data: { linkId, campaignId } })
      expect(await declineLink(testEnv.keeper, { token })).toEqual({ kind: "declined" })
    }
    await sendDueMails(testEnv.keeper)
    return subjects()
  }
  const once = ["Some people said no to your campaign links"]
  expect(await decline(3)).toEqual(once)
  expect(await decline(3)).toEqual(once)
  await testEnv.db
    .$executeRaw`UPDATE "Mail" SET "nextAttemptAt" = "nextAttemptAt" - interval '30 minutes'`
  expect(await decline(0)).toEqual(once)
  await testEnv.db
    .$executeRaw`UPDATE "Mail" SET "nextAttemptAt" = "nextAttemptAt" - interval '30 minutes'`
  expect(await decline(0)).toEqual([...once, ...once])
})

it("owners are told once an hour who asks for links of services without an address", async () => {
  const { clientId: serviceId } = await createTestService(testEnv, { name: "Bakery shop" })
  for (let at = 0; at < 3; at += 1) {
    const { linkId, token } = await giveLink(testEnv, { recipientEmail: null })
    await testEnv.db.link.update({ where: { id: linkId }, data: { serviceId } })
    await expire(linkId)
    expect(await ask(token)).toEqual({ kind: "told" })
    await sendDueMails(testEnv.keeper)
  }
  expect(subjects()).toEqual(["Someone is asking for a new link"])
  expect(mailServer.mails[0]?.to).toEqual(["owner@tenantry.example"])
})

const subjects = () => mailServer.mails.map(({ raw }) => /^Subject: (.*)$/m.exec(raw)?.[1]?.trim())

const ask = (token: string) => askForLink(testEnv.keeper, { token })

async function expire(linkId: string): Promise<void> {
  await testEnv.db.$executeRaw`
    UPDATE "Link" SET "expiresAt" = clock_timestamp() WHERE "id" = ${linkId}::uuid`
}

it("a member has so many links an hour sent by mail, and then hears when to try again", async () => {
  const { linkId } = await giveLink(testEnv)
  const made = { kind: "link.made", memberId: testEnv.memberId }
  await testEnv.db.auditEvent.createMany({ data: Array(MOST_MAILS_AN_HOUR).fill(made) })
  const asked = { kind: "throttled", retryAfterInSeconds: expect.any(Number) }
  const again = { linkId, sends: true }
  expect(await renewLink(testEnv.keeper, testEnv.memberId, again)).toEqual(asked)
  await expect(giveLink(testEnv, { sends: true })).rejects.toThrow("throttled")
  expect(await giveLink(testEnv)).toHaveProperty("linkId")
})

function tokenIn(at: number): string {
  const text = readPart(mailServer.mails[at]?.raw ?? "", "text/plain")
  return /\/connect\/([\w-]{43})/.exec(text)?.[1] ?? "none"
}
