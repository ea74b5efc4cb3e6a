import { afterEach, beforeEach, expect, it } from "vitest"
import {
  addAlertChannel,
  removeAlertChannel,
  rotateAlertSecret,
} from "@/keeper/alerts/channels/channels"
import { deliverDue } from "@/keeper/alerts/deliver/deliver-due"
import { changeMailServer } from "@/keeper/mail/change-mail-server"
import {
  addWebhook,
  type Channel,
  deliveryOf,
  passTime,
  storeDelivery,
} from "@/keeper/testing/alert-test-env"
import { type MailServer, startMailServer } from "@/keeper/testing/mail-server"
import { setMailServer } from "@/keeper/testing/mail-test-env"
import { startTestEnv, type TestEnv } from "@/keeper/testing/start-test-env"
import { type Receiver, startReceiver } from "@/keeper/testing/webhook-receiver"

const PASSWORD = "a-password-of-the-mail-server"
let testEnv: TestEnv
let receiver: Receiver
let channel: Channel
let mail: MailServer
let status: number | null

beforeEach(async () => {
  testEnv = await startTestEnv()
  status = 204
  receiver = await startReceiver(() => ({ status }))
  mail = await startMailServer({ refuse: () => (status === 204 ? null : 451) })
  channel = await addWebhook(testEnv, receiver.url)
})
afterEach(async () => {
  await Promise.all([receiver.close(), mail.close()])
  await testEnv.close()
})

async function roundLater(): Promise<void> {
  await passTime(testEnv)
  await deliverDue(testEnv.keeper)
}

function addEmail() {
  return addAlertChannel(testEnv.keeper, testEnv.memberId, {
    kind: "email",
    name: "Operations",
    to: ["ops@tenantry.example", "finance@tenantry.example"],
  })
}

it("reaches every recipient by e-mail, and tries again where the server says not now", async () => {
  await removeAlertChannel(testEnv.keeper, testEnv.memberId, { channelId: channel.channelId })
  expect(await addEmail()).toEqual({ kind: "refused", why: "mail_server_needed" })
  await setMailServer(testEnv, mail.port)
  expect(await addEmail()).toMatchObject({ kind: "added", secret: null })
  const id = await storeDelivery(testEnv)
  status = 503
  await deliverDue(testEnv.keeper)
  status = 204
  await roundLater()
  expect(mail.mails.map((one) => one.to)).toEqual([
    ["ops@tenantry.example", "finance@tenantry.example"],
  ])
  expect((await deliveryOf(testEnv, id)).attempts.map((one) => one.evidence)).toEqual([
    "SMTP 451",
    null,
  ])
})

it("keeps secrets out of rows, logs and messages", async () => {
  await setMailServer(testEnv, mail.port)
  await changeMailServer(testEnv.keeper, testEnv.memberId, {
    host: "127.0.0.1",
    port: mail.port,
    security: "starttls",
    smtpName: "tenantry",
    smtpPassword: PASSWORD,
    from: "tenantry@tenantry.example",
  })
  await addEmail()
  await storeDelivery(testEnv)
  await deliverDue(testEnv.keeper)
  await roundLater()
  await rotateAlertSecret(testEnv.keeper, testEnv.memberId, { channelId: channel.channelId })
  const tables = [
    "AlertChannel",
    "Alert",
    "AlertDelivery",
    "AlertAttempt",
    "AuditEvent",
    "MailServer",
  ]
  const rows = await Promise.all(
    tables.map((table) =>
      testEnv.db.$queryRawUnsafe(`SELECT to_jsonb(t)::text AS row FROM "${table}" t`),
    ),
  )
  const everything = JSON.stringify([rows, testEnv.lines, mail.mails, receiver.received])
  expect(everything).toContain("Xero is not answering")
  for (const secret of [channel.secret, channel.secret.replace("whsec_", ""), PASSWORD]) {
    expect(everything).not.toContain(secret)
  }
})
