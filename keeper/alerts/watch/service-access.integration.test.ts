import { afterAll, beforeAll, expect, it } from "vitest"
import { handOverGrant } from "@/keeper/hand-overs/hand-over-grant"
import { openIncident } from "@/keeper/incidents/incident"
import { createService } from "@/keeper/services/manage/create-service"
import { addWebhook, makeSweepDue, watchAndDeliver } from "@/keeper/testing/alert-test-env"
import { type MailServer, readPart, startMailServer } from "@/keeper/testing/mail-server"
import { addMailChannel } from "@/keeper/testing/mail-test-env"
import { openProvenSession } from "@/keeper/testing/sessions"
import { shareTestEnv } from "@/keeper/testing/share-test-env"
import { type Receiver, startReceiver, verify } from "@/keeper/testing/webhook-receiver"
import { recordEvent } from "@/lib/audit/record-event"
import { TENANTS } from "@/sandbox/seed"

const testEnv = shareTestEnv()
let receiver: Receiver
let mailServer: MailServer
let secret: string
beforeAll(async () => {
  receiver = await startReceiver()
  mailServer = await startMailServer()
  ;({ secret } = await addWebhook(testEnv, receiver.url))
  await addMailChannel(testEnv, mailServer.port)
  const people = [
    { email: "second@tenantry.example", role: "owner" },
    { email: "admin@tenantry.example", role: "admin" },
    { email: "gone@tenantry.example", role: "owner", disabledAt: new Date() },
  ] as const
  await testEnv.db.member.createMany({
    data: people.map((one) => ({ ...one, name: one.email, passwordHash: "-" })),
  })
})
afterAll(async () => {
  await receiver.close()
  await mailServer.close()
})

it("tells every channel and every owner of a new service, once, even while an incident is open", async () => {
  await openIncident(testEnv.db, { kind: "xero_trouble", detail: {} })
  await watchAndDeliver(testEnv.keeper)
  receiver.received.splice(0)
  mailServer.mails.splice(0)
  const acting = { ...testEnv, sessionId: await openProvenSession(testEnv) }
  const made = await createService(testEnv.keeper, acting, {
    name: "<b>Ledger</b> export",
    reach: "all",
    tenantIds: [],
    networks: [],
    rights: [],
    expiresAt: null,
  })
  if (made.kind !== "created") throw new Error(made.kind)
  await watchAndDeliver(testEnv.keeper)
  const [hook] = receiver.received
  if (hook === undefined) throw new Error("no alert was sent")
  expect(verify(hook, secret)).toMatchObject({
    type: "service.access_grown",
    data: { reason: "created", link: `${testEnv.env.APP_URL}/services/${made.serviceId}` },
  })
  const [mail] = mailServer.mails
  expect(mail?.to.toSorted()).toEqual([
    "ops@tenantry.example",
    "owner@tenantry.example",
    "second@tenantry.example",
  ])
  const text = readPart(mail?.raw ?? "", "text/plain")
  expect(text).toContain("Olga Owner")
  expect(text).toContain("every organisation, including those connected later")
  expect(readPart(mail?.raw ?? "", "text/html")).not.toContain("<b>Ledger")
  expect(`${mail?.raw}${JSON.stringify(hook)}`).not.toContain(made.clientSecret)
  await makeSweepDue(testEnv)
  await watchAndDeliver(testEnv.keeper)
  expect(receiver.received).toHaveLength(1)
  expect(mailServer.mails).toHaveLength(1)
  expect(await testEnv.db.alert.count({ where: { kind: "service_access", settledAt: null } })).toBe(
    0,
  )
})

it.each(["member.password_guessed", "member.passkey_copied"] as const)(
  "tells every channel and every owner of %s, once a member and day",
  async (kind) => {
    const guessed = { kind, memberId: testEnv.memberId }
    receiver.received.splice(0)
    mailServer.mails.splice(0)
    await recordEvent(testEnv.db, guessed)
    await watchAndDeliver(testEnv.keeper)
    await recordEvent(testEnv.db, guessed)
    await watchAndDeliver(testEnv.keeper)
    expect(receiver.received.map((one) => verify(one, secret))).toMatchObject([
      {
        type: kind,
        data: {
          title: expect.stringContaining("Olga Owner"),
          link: `${testEnv.env.APP_URL}/settings/members`,
        },
      },
    ])
    const told = mailServer.mails.flatMap((one) => one.to)
    expect(told).toContain("second@tenantry.example")
    await testEnv.db.$executeRaw`UPDATE "Alert" SET "openedAt" = "openedAt" - interval '25 hours'`
    await recordEvent(testEnv.db, guessed)
    await watchAndDeliver(testEnv.keeper)
    expect(receiver.received).toHaveLength(2)
  },
)

it("tells every channel and every owner that a sign-in was exported, by whom and with what", async () => {
  const { grantId } = await testEnv.consent({ choose: "mapleFlorist" })
  receiver.received.splice(0)
  mailServer.mails.splice(0)
  const input = { grantId, passphrase: "a phrase that both sides know" }
  const { keeper, memberId, env } = testEnv
  expect((await handOverGrant(keeper, memberId, input)).kind).toBe("handed_over")
  await watchAndDeliver(keeper)
  expect(receiver.received.map((one) => verify(one, secret))).toMatchObject([
    {
      type: "grant.handed_over",
      data: {
        title: expect.stringContaining("Maple Florist"),
        what: expect.stringContaining("Olga Owner"),
        link: `${env.APP_URL}/organisations/${TENANTS.mapleFlorist}`,
      },
    },
  ])
  expect(mailServer.mails.flatMap((one) => one.to)).toContain("second@tenantry.example")
})
